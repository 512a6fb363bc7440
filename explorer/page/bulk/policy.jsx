// What happens to an item that is there already.

import { Options } from "../parts/options.jsx";

const POLICIES = [
	["newer", "Newer items win", "What is missing is written, and what has an earlier version there."],
	["missing", "Only what is missing", "Items that are there stay as they are."],
	["always", "Always", "Items with the same keys are replaced, even newer ones."],
];
const MIRROR = ["mirror", "Mirror", "As always, and what only the target has is removed."];

/** @param {{ name: string, value: string, onValue: (policy: string) => void, hasMirror?: boolean }} props */
export const Policy = ({ hasMirror = false, ...rest }) => (
	<Options options={hasMirror ? [...POLICIES, MIRROR] : POLICIES} {...rest} />
);
