// What can be done with everything that the query selects, and the query as others take it.

import { toCommandLine, toJavaScript } from "../../query/index.mjs";
import { copyText } from "../parts/copy.jsx";
import { Menu } from "../parts/menu.jsx";
import { parsed } from "../state/query.mjs";

export function QueryActions() {
	const { query } = parsed.value;
	if (query === undefined) return null;
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
					run: () => copyText(toCommandLine(query), "The query is copied"),
				},
			]}
		/>
	);
}
