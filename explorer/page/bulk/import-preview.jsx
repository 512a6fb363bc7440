// What is in a file, and what importing it would change.

import { Button } from "../parts/button.jsx";
import { count, plural } from "../parts/format.mjs";
import { Notice } from "../parts/small.jsx";
import { isTable, store } from "../state/store.mjs";
import { Confirmation, useConfirmation } from "./confirm.jsx";
import { Counts } from "./counts.jsx";
import { Frame } from "./frame.jsx";
import { KeyColumn } from "./key-column.jsx";
import { Faults } from "./outcome.jsx";
import { Samples } from "./samples.jsx";

const FORMATS = { ndjson: "NDJSON", json: "JSON", csv: "CSV", raw: "DynamoDB's JSON" };

export function ImportPreview({ frame, result, policy, onBack, onKey, onImport }) {
	const {
		format,
		items,
		new: created,
		replaced,
		same,
		left,
		repeated,
		rows,
		replacements,
		faults,
		faulty,
		end,
	} = result;
	// What is the same is written, too, unless newer items win.
	const written = created + replaced + (policy === "always" ? same : 0);
	const confirmation = useConfirmation(written);
	const isReady = written > 0 && confirmation.isMeant;
	const footer = (
		<>
			<Button onClick={onBack} autoFocus={confirmation.wanted === undefined}>
				Back
			</Button>
			<Button kind="primary" type="submit" form="bulk-write" disabled={!isReady}>
				{`Import ${plural(written, "item")}`}
			</Button>
		</>
	);
	return (
		<Frame {...frame} isWide footer={footer}>
			<Counts
				counts={[
					[created, "New"],
					[replaced, "Replace others"],
					[same, "There already"],
					[left, "Left out"],
					[faulty, "Cannot be read"],
				]}
			/>
			<Notice kind={written === 0 || faulty > 0 || end ? "warn" : "note"}>
				<p>
					{`The file is ${FORMATS[format] ?? format} with ${plural(items + faulty, "item")}. `}
					{written === 0
						? "There is nothing to import."
						: `This writes ${plural(written, "item")} to ${isTable.value ? store.value.name : "the store"}${replaced > 0 ? `, ${count(replaced)} of them in place of others` : ""}.`}
				</p>
				{repeated > 0 && <p>{`${plural(repeated, "line")} of it repeat a key, and count with the first.`}</p>}
				{faulty > 0 && (
					<p>{`${plural(faulty, "item")} cannot be imported.${items > 0 ? " The others can, without them." : ""}`}</p>
				)}
				{end && <p>{`${items + faulty > 0 ? "What follows cannot be read. " : ""}${end.message}`}</p>}
			</Notice>
			{end?.columns && <KeyColumn columns={end.columns} onKey={onKey} />}
			{faulty > 0 && <Faults faults={faults} all={faulty} />}
			{replacements.length > 0 && <Samples title="What replaces others" changes={replacements} items={replaced} />}
			{rows.length > 0 && <Samples rows={rows} items={items} />}
			<form
				id="bulk-write"
				onSubmit={(event) => {
					event.preventDefault();
					if (isReady) onImport();
				}}
			>
				{written > 0 && <Confirmation confirmation={confirmation} />}
			</form>
		</Frame>
	);
}
