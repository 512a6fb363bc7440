// Copies a text, and says so.

import { say } from "../state/toasts.mjs";
import { Button } from "./button.jsx";

/** Puts a text on the clipboard. */
export async function copyText(text, what = "Copied") {
	try {
		await navigator.clipboard.writeText(text);
		say(`${what}.`, { kind: "good" });
	} catch {
		say("The browser does not allow to copy.", { kind: "bad", hint: "Select the text and copy it by hand." });
	}
}

export const CopyButton = ({ text, label = "Copy", what }) => (
	<Button kind="quiet" icon="copy" label={label} onClick={() => copyText(text, what)} />
);
