// Copies a text, and says so. Where the browser does not allow that, the text is shown, selected.

import { signal } from "@preact/signals";
import { say } from "../state/toasts.mjs";
import { Button } from "./button.jsx";
import { Dialog } from "./dialog.jsx";
import { Keys } from "./small.jsx";

/** The text that people copy by hand. */
const byHand = signal(undefined);

/** Puts a text on the clipboard. */
export async function copyText(text, what = "Copied") {
	try {
		await navigator.clipboard.writeText(text);
		say(`${what}.`, { kind: "good" });
	} catch {
		byHand.value = text;
	}
}

export const CopyButton = ({ text, label = "Copy", what }) => (
	<Button kind="quiet" icon="copy" label={label} onClick={() => copyText(text, what)} />
);

/** The dialog with what the browser does not copy. */
export function ByHand() {
	if (byHand.value === undefined) return null;
	const close = () => {
		byHand.value = undefined;
	};
	return (
		<Dialog title="Copy by hand" onClose={close}>
			<p>
				The browser does not allow to copy. The text is selected: press <Keys keys="Mod C" />.
			</p>
			<textarea
				class="input code by-hand"
				aria-label="The text"
				rows={8}
				readOnly
				autofocus
				value={byHand.value}
				onFocus={(event) => event.currentTarget.select()}
			/>
		</Dialog>
	);
}
