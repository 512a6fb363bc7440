// Exports items as a download, which the browser writes to its folder: nothing of it is kept in memory.

import { useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { Failure } from "../parts/failure.jsx";
import { Options } from "../parts/options.jsx";
import { post, urlOf } from "../state/api.mjs";
import { parametersOf } from "../state/query.mjs";
import { isTable } from "../state/store.mjs";
import { say } from "../state/toasts.mjs";
import { Frame } from "./frame.jsx";
import { closeBulk } from "./index.mjs";
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
	["csv", "CSV", "A table for spreadsheets: a column for each attribute, nested values as JSON."],
];

export function ExportDialog({ selection }) {
	const [format, setFormat] = useState("ndjson");
	const [error, setError] = useState(undefined);
	const [isBusy, setBusy] = useState(false);
	const start = async (event) => {
		event.preventDefault();
		setBusy(true);
		try {
			download(await urlFor(selection, format));
			say("The export is in the downloads of the browser, which shows how far it is.", { kind: "good" });
			closeBulk();
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
async function urlFor({ keys, query }, format) {
	if (keys === undefined) return urlOf("export", { ...parametersOf(query), format });
	const { id } = await post("exports", { keys });
	return urlOf("export", { keys: id, format });
}

function download(url) {
	const link = document.createElement("a");
	link.href = url;
	link.download = "";
	link.click();
}
