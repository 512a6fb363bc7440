// Asks before many items change: the more there are, and on a table, the more somebody has to say.

import { useState } from "preact/hooks";
import { count } from "../parts/format.mjs";
import { Field } from "../parts/small.jsx";
import { isTable, store } from "../state/store.mjs";

/** More items than these are not changed with one click. */
const MANY = 1000;

/**
 * What has to be typed: `{ wanted, isNumber, typed, setTyped, isMeant }`; `wanted` is `undefined` if a click is enough.
 *
 * @param {number} items how many would change
 * @param {string | null} [table] the name of the table that would change; `null` if what changes is none
 */
export function useConfirmation(items, table = isTable.value ? store.value.name : null) {
	const [typed, setTyped] = useState("");
	const isNumber = table === null;
	const wanted = table ?? (items > MANY ? count(items) : undefined);
	const plain = (text) => (isNumber ? text.replace(/[\s,.]/g, "") : text.trim());
	return { wanted, isNumber, typed, setTyped, isMeant: wanted === undefined || plain(typed) === plain(wanted) };
}

export function Confirmation({ confirmation: { wanted, isNumber, typed, setTyped } }) {
	if (wanted === undefined) return null;
	return (
		<Field
			class="confirm"
			name={`To confirm, type ${isNumber ? "the number of items" : "the name of the table"}: ${wanted}`}
			value={typed}
			onValue={setTyped}
			autoFocus
			autoComplete="off"
			spellcheck={false}
		/>
	);
}
