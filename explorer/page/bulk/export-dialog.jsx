// Exports items as a download, which the browser writes to its folder: nothing of it is kept in memory.

import { useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { Failure } from "../parts/failure.jsx";
import { plural } from "../parts/format.mjs";
import { Options } from "../parts/options.jsx";
import { get, post, urlOf } from "../state/api.mjs";
import { parametersOf } from "../state/query.mjs";
import { isTable } from "../state/store.mjs";
import { say, sayError } from "../state/toasts.mjs";
import { Frame } from "./frame.jsx";
import { closeBulk, openBulk } from "./index.mjs";
import { Selected } from "./selected.jsx";

const FORMATS = [
	[
		"ndjson",
		"NDJSON",
		"One item a line, with everything: exact values, labels, dates and versions. An import takes it back as it was.",
	],
	[
		"json",
		"JSON",
		"One array of keys, values and labels, as other tools read it. It has no room for bytes and sets, and refuses them.",
	],
	[
		"csv",
		"CSV",
		"A table for spreadsheets: a column for each attribute, nested values as JSON. Texts that begin with = stay as they are, so a spreadsheet runs them.",
	],
];

export function ExportDialog({ selection }) {
	const [format, setFormat] = useState("ndjson");
	const [error, setError] = useState(undefined);
	const [isBusy, setBusy] = useState(false);
	const start = async (event) => {
		event.preventDefault();
		setBusy(true);
		try {
			const { id } = await post("exports", { keys: selection.keys });
			download(urlFor(selection, id, format));
			say("The browser downloads the export, and shows how far it is.");
			closeBulk();
			followed(id, selection).catch(sayError);
		} catch (failure) {
			setError(failure);
			setBusy(false);
		}
	};
	const footer = (
		<>
			<Button onClick={closeBulk}>Cancel</Button>
			<Button kind="primary" icon="download" type="submit" form="bulk-export" disabled={isBusy} autoFocus>
				Export
			</Button>
		</>
	);
	return (
		<Frame title="Export items" footer={footer}>
			<Selected selection={selection} />
			<form id="bulk-export" onSubmit={start}>
				<Options name="Format" value={format} options={FORMATS} onValue={setFormat} />
			</form>
			{isTable.value && <p class="quiet">DynamoDB bills what is read.</p>}
			{error && <Failure error={error} />}
		</Frame>
	);
}

/** Keys do not fit into an address, so they are left at the server first. */
const urlFor = ({ keys, query }, id, format) =>
	urlOf("export", { ...(keys ? { keys: id } : { ...parametersOf(query), id }), format });

/** Says how a download has ended: the browser does not tell why one has failed. */
async function followed(id, selection) {
	const { items, error } = await get(`exports/${id}`);
	if (error) {
		const again = { label: "Export again", run: () => openBulk("export", selection) };
		say(`The export has failed. ${error.message}`, { kind: "bad", hint: error.hint, action: again });
	} else if (items !== undefined) say(`${plural(items, "item")} exported.`, { kind: "good" });
}

function download(url) {
	const link = document.createElement("a");
	link.href = url;
	link.download = "";
	link.click();
}
