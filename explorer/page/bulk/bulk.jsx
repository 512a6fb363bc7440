// The open dialog about many items. It is part of the page's frame, because its work goes on in every view.

import { Button } from "../parts/button.jsx";
import { CodeLine } from "../parts/code-line.jsx";
import { Dialog } from "../parts/dialog.jsx";
import { canWrite } from "../state/store.mjs";
import { CopyDialog } from "./copy-dialog.jsx";
import { EditDialog } from "./edit-dialog.jsx";
import { ExportDialog } from "./export-dialog.jsx";
import { ImportDialog } from "./import-dialog.jsx";
import { closeBulk, opened } from "./index.mjs";
import "./bulk.css";

const DIALOGS = {
	remove: EditDialog,
	label: EditDialog,
	expire: EditDialog,
	export: ExportDialog,
	copy: CopyDialog,
	import: ImportDialog,
};
/** Kinds that a read-only explorer has. A copy leaves this store as it is, and writes to another one. */
const READS = ["export"];

export function Bulk() {
	if (opened.value === undefined) return null;
	const { id, kind, selection } = opened.value;
	if (!canWrite.value && !READS.includes(kind)) return <ReadOnly />;
	const Kind = DIALOGS[kind];
	return <Kind key={id} kind={kind} selection={selection} />;
}

const COMMAND = "npx ampt-data explore --write";

const ReadOnly = () => (
	<Dialog
		title="This explorer only reads"
		onClose={closeBulk}
		footer={
			<Button kind="primary" onClick={closeBulk} autoFocus>
				Close
			</Button>
		}
	>
		<p>Nothing can be changed here by mistake. To change or to copy items, end the explorer and start it like this:</p>
		<CodeLine code={COMMAND} />
	</Dialog>
);
