// Asks before a group is forgotten: its events cannot be brought back.

import { useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { Dialog } from "../parts/dialog.jsx";
import { Failure } from "../parts/failure.jsx";
import { plural } from "../parts/format.mjs";
import { Field } from "../parts/small.jsx";
import { post } from "../state/api.mjs";
import { isTable } from "../state/store.mjs";
import { say } from "../state/toasts.mjs";

export function ForgetGroup({ group: { group, behind }, onClose, onForgotten }) {
	const [typed, setTyped] = useState("");
	const [isBusy, setBusy] = useState(false);
	const [error, setError] = useState(undefined);
	const isMeant = typed === group;
	const forget = async (event) => {
		event.preventDefault();
		if (!isMeant || isBusy) return;
		setBusy(true);
		setError(undefined);
		try {
			const { forgotten, events } = await post("events/forget", { group });
			const text = events
				? `The group ${group} is forgotten, with ${plural(events, "event")}.`
				: `The group ${group} is forgotten.`;
			say(forgotten ? text : `There is no group ${group} any more.`, { kind: "good" });
			onClose();
			onForgotten();
		} catch (failure) {
			setError(failure);
			setBusy(false);
		}
	};
	return (
		<Dialog
			title={`Forget the group ${group}?`}
			isBusy={isBusy}
			onClose={onClose}
			footer={
				<>
					<Button onClick={onClose} disabled={isBusy}>
						Cancel
					</Button>
					<Button kind="danger" type="submit" form="forget-group" disabled={!isMeant || isBusy}>
						{isBusy ? "Forgetting…" : "Forget the group"}
					</Button>
				</>
			}
		>
			<p>
				{behind > 0
					? `${plural(behind, "event")} wait for this group and are removed. `
					: "Events that wait for this group are removed. "}
				Handlers of this name that start later get what changes from then on.
			</p>
			{isTable.value && <p class="quiet">This takes 11 seconds if a process that was killed still holds leases.</p>}
			<form id="forget-group" onSubmit={forget}>
				<Field
					name={`Type ${group} to confirm`}
					value={typed}
					onValue={setTyped}
					autoFocus
					autoComplete="off"
					spellcheck={false}
				/>
			</form>
			{error && <Failure error={error} />}
		</Dialog>
	);
}
