// What a dry run has found, and the button that goes on.

import { Button } from "../parts/button.jsx";
import { plural } from "../parts/format.mjs";
import { Notice } from "../parts/small.jsx";
import { Confirmation, useConfirmation } from "./confirm.jsx";
import { Frame } from "./frame.jsx";
import { closeBulk } from "./index.mjs";
import { Samples } from "./samples.jsx";
import { Selected } from "./selected.jsx";

export function Preview({ edit, frame, selection, settings, result, start, back }) {
	const { items, rows, reads } = result;
	const confirmation = useConfirmation(items);
	const { isMeant } = confirmation;
	// Where there is nothing to type, Enter must not delete.
	const backButton = (
		<Button onClick={back ?? closeBulk} autoFocus={confirmation.wanted === undefined}>
			{back ? "Back" : "Cancel"}
		</Button>
	);
	if (items === 0) {
		return (
			<Frame {...frame} footer={backButton}>
				<Selected selection={selection} />
				<p>There are no such items.</p>
			</Frame>
		);
	}
	const footer = (
		<>
			{backButton}
			<Button kind={edit.isDangerous ? "danger" : "primary"} type="submit" form="bulk-edit" disabled={!isMeant}>
				{edit.button(items)}
			</Button>
		</>
	);
	return (
		<Frame {...frame} isWide footer={footer}>
			<Selected selection={selection} />
			<Notice kind={edit.isDangerous ? "warn" : "note"}>
				<p>
					<strong>{edit.promise(items, settings)}</strong>
				</p>
				<p>An item that somebody else changes from now on stays as it is, and is listed at the end.</p>
				{reads?.readUnits > 0 && (
					<p>{`Looking at them has taken ${plural(Math.ceil(reads.readUnits), "read unit")}.`}</p>
				)}
			</Notice>
			<Samples
				rows={rows}
				items={items}
				noteOf={edit.noteOf && ((row) => <Change {...edit.noteOf(row, settings)} />)}
			/>
			<form
				id="bulk-edit"
				onSubmit={(event) => {
					event.preventDefault();
					if (isMeant) start();
				}}
			>
				<Confirmation confirmation={confirmation} />
			</form>
		</Frame>
	);
}

function Change({ before, after }) {
	if (before === after) return <span class="faint">as it is</span>;
	return (
		<>
			{before && <del class="faint">{before}</del>}
			{before && <span class="faint"> → </span>}
			{after ?? <span class="faint">none</span>}
		</>
	);
}
