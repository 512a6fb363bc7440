// The bar of the changes that wait, and the dialogs about them.

import { Button } from "../parts/button.jsx";
import { plural } from "../parts/format.mjs";
import { Menu } from "../parts/menu.jsx";
import { say } from "../state/toasts.mjs";
import { counted } from "./changes.mjs";
import { Review } from "./review.jsx";
import { shown, staging, undo } from "./state.mjs";
import { Writes } from "./writes.jsx";
import "./changes.css";

const open = (what) => {
	shown.value = what;
};

/** Below the page while changes wait. */
export function ChangesBar() {
	if (staging.value === undefined) return null;
	const { changes, conflicts } = staging.value;
	const count = counted(changes.value).length;
	return (
		<>
			{count > 0 && (
				<section class="changes-bar" aria-label="Changes that wait">
					<span class="changes-dot" />
					<strong>{plural(count, "change")}</strong>
					<span class="quiet ellipsis">
						{conflicts.value.size > 0 ? "Others have changed the same items." : "Nothing is written yet."}
					</span>
					<span class="at-end">
						<Button kind="quiet" onClick={discardAll}>
							Discard
						</Button>
						<Button kind="primary" keys="Ctrl S" onClick={() => open("review")}>
							Review
						</Button>
					</span>
				</section>
			)}
			{shown.value === "review" && <Review />}
			{shown.value === "writes" && <Writes />}
		</>
	);
}

/** Discards all changes. A message brings them back. */
function discardAll() {
	const { changes, discardAll: discard } = staging.value;
	const discarded = changes.value;
	discard();
	say(`${plural(counted(discarded).length, "change")} discarded.`, {
		action: {
			label: "Bring back",
			run: () => {
				const keys = new Set(changes.value.map(({ key }) => key));
				changes.value = [...changes.value, ...discarded.filter(({ key }) => !keys.has(key))];
			},
		},
	});
}

/** The button at the top for what this session has written. */
export function UndoMenu() {
	const writes = staging.value?.writes.value ?? [];
	if (writes.length === 0) return null;
	const last = staging.value.lastWrite.value;
	const entries = [
		{ label: "Undo the last write", icon: "undo", hint: "Ctrl Z", isDisabled: last === undefined, run: () => undo() },
		{ label: "What you have written", icon: "clock", run: () => open("writes") },
	];
	return <Menu kind="quiet" icon="undo" label="Undo" entries={entries} />;
}
