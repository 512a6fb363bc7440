// Handles dead letters once more. Only the process that has their handlers can: where this is another one, the button shows
// the code for it.

import { useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { CodeLine } from "../parts/code-line.jsx";
import { Dialog } from "../parts/dialog.jsx";
import { plural } from "../parts/format.mjs";
import { post } from "../state/api.mjs";
import { canWrite } from "../state/store.mjs";
import { say, sayError } from "../state/toasts.mjs";

export function Replay({ expression, canReplay, onReplayed, children }) {
	const [isBusy, setBusy] = useState(false);
	const [isShowing, setShowing] = useState(false);
	const replay = async () => {
		setBusy(true);
		try {
			const { replayed, failed } = await post("events/replay", { expression });
			const words = `${plural(replayed, "letter")} replayed`;
			if (failed === 0) say(`${words}.`, { kind: "good" });
			else say(`${words}, ${failed} failed again and stay.`, { hint: "Open them to see the new error." });
			onReplayed();
		} catch (error) {
			sayError(error);
		} finally {
			setBusy(false);
		}
	};
	const isHere = canReplay && canWrite.value;
	return (
		<>
			<Button icon="play" disabled={isBusy} onClick={isHere ? replay : () => setShowing(true)}>
				{isBusy ? "Replaying…" : isHere ? children : `${children}…`}
			</Button>
			{isShowing && <Code expression={expression} onClose={() => setShowing(false)} />}
		</>
	);
}

function Code({ expression, onClose }) {
	const code = `const { replayed, failed } = await data.events.replay(${JSON.stringify(expression)});`;
	return (
		<Dialog
			title="Replay in the program with the handlers"
			onClose={onClose}
			footer={
				<Button kind="primary" onClick={onClose}>
					Done
				</Button>
			}
		>
			<p>
				The handlers that gave these events up are in your program, not in this explorer. Correct what was wrong, then
				run this there, after its calls of <code>data.on</code>:
			</p>
			<CodeLine code={code} />
			<p class="quiet">A letter whose handler succeeds is removed. Another one stays, with the new error.</p>
		</Dialog>
	);
}
