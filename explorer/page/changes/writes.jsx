// What this session has written, to be undone write by write, from the values that it had seen.

import { Button } from "../parts/button.jsx";
import { Dialog } from "../parts/dialog.jsx";
import { moment, plural } from "../parts/format.mjs";
import { Badge, Empty } from "../parts/small.jsx";
import { canUndo, counted, effectOf } from "./changes.mjs";
import { DifferenceList } from "./difference-list.jsx";
import { shown, staging, undo } from "./state.mjs";

const close = () => {
	shown.value = undefined;
};

export function Writes() {
	const writes = staging.value.writes.value;
	return (
		<Dialog title="What you have written" isWide onClose={close} class="review">
			{writes.length === 0 && (
				<Empty icon="undo" title="Nothing was written yet">
					<p>Each write of this session appears here, and can be undone.</p>
				</Empty>
			)}
			{writes.toReversed().map((write) => (
				<Write key={write.id} write={write} />
			))}
		</Dialog>
	);
}

function Write({ write }) {
	const { at, isUndone, undoes } = write;
	const changes = counted(write.changes);
	return (
		<section class="reviewed">
			<header>
				<h3>
					{moment(Math.floor(at / 1000)).slice(11)} · {plural(changes.length, "change")}
				</h3>
				{undoes && <Badge>undid an earlier write</Badge>}
				{isUndone && <Badge>undone</Badge>}
				{canUndo(write) && (
					<Button kind="quiet" icon="undo" class="at-end" onClick={() => undo(write)}>
						Undo
					</Button>
				)}
			</header>
			{changes.map((change) => (
				<details key={change.key}>
					<summary class="code">
						{change.from && `${change.from} → `}
						{change.key} <span class="faint">{effectOf(change)}</span>
						{change.isOvertaken && <Badge kind="warn">changed by others since</Badge>}
					</summary>
					<DifferenceList change={change} />
				</details>
			))}
		</section>
	);
}
