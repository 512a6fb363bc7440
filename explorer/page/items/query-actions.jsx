// What can be done with everything that the query selects, and the query as others take it.

import { toCommandLine, toJavaScript } from "../../query/index.mjs";
import { openBulk } from "../bulk/index.mjs";
import { copyText } from "../parts/copy.jsx";
import { Menu } from "../parts/menu.jsx";
import { parsed } from "../state/query.mjs";
import { canWrite, store } from "../state/store.mjs";

export function QueryActions() {
	const { query } = parsed.value;
	if (query === undefined) return null;
	const { reverse, ...selection } = query;
	const bulk = (kind) => () => openBulk(kind, { query: selection });
	return (
		<Menu
			kind="quiet"
			icon="more"
			label="Actions"
			entries={[
				{ label: "Copy as JavaScript", icon: "copy", run: () => copyText(toJavaScript(query), "The query is copied") },
				{
					label: "Copy as command line",
					icon: "copy",
					// What is in the memory of another process, no command reads.
					isDisabled: store.value.url === undefined,
					run: () => copyText(toCommandLine(query, store.value.url), "The query is copied"),
				},
				"line",
				{ label: "Export all…", icon: "download", run: bulk("export") },
				{ label: "Import a file…", icon: "upload", isDisabled: !canWrite.value, run: () => openBulk("import") },
				{ label: "Copy all to another store…", icon: "upload", isDisabled: !canWrite.value, run: bulk("copy") },
				"line",
				{ label: "Set a label on all…", icon: "label", isDisabled: !canWrite.value, run: bulk("label") },
				{ label: "Set the expiry of all…", icon: "clock", isDisabled: !canWrite.value, run: bulk("expire") },
				{ label: "Delete all…", icon: "close", isDangerous: true, isDisabled: !canWrite.value, run: bulk("remove") },
			]}
		/>
	);
}
