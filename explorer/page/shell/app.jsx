// The frame: a bar, the collections at the left, a view in the middle, the open item at the right.

import { useEffect } from "preact/hooks";
import { Bulk } from "../bulk/bulk.jsx";
import { ChangesBar } from "../changes/bar.jsx";
import { ItemDialogs } from "../item/dialogs.jsx";
import { ItemPanel } from "../item/panel.jsx";
import { Palette } from "../palette/palette.jsx";
import { ByHand } from "../parts/copy.jsx";
import { Toasts } from "../parts/toasts.jsx";
import { openKey, queryText, view } from "../state/address.mjs";
import { isTable } from "../state/store.mjs";
import { dismissErrors } from "../state/toasts.mjs";
import { Sidebar } from "../tree/sidebar.jsx";
import { GoneBar } from "./gone-bar.jsx";
import { TableBar } from "./table-bar.jsx";
import { isSideOpen, Top } from "./top.jsx";
import { VIEWS } from "./views.mjs";
import "./app.css";

export function App() {
	const { title, Component } = VIEWS.find(({ id }) => id === view.value) ?? VIEWS[0];
	// Where the collections cover the view, they give way to what was chosen. Errors of before are about something else.
	useEffect(() => {
		isSideOpen.value = false;
		dismissErrors();
	}, [queryText.value, view.value]);
	document.title = `${title} · ampt-data explorer`;
	return (
		<div class={`app ${isSideOpen.value ? "side-open" : ""} ${openKey.value === undefined ? "" : "panel-open"}`}>
			<GoneBar />
			{isTable.value && <TableBar />}
			<Top />
			<div class="middle">
				<aside class="side" aria-label="Collections">
					<Sidebar />
				</aside>
				<main class="main">
					<Component />
				</main>
				<ItemPanel />
			</div>
			<ChangesBar />
			<ItemDialogs />
			<Bulk />
			<Palette views={VIEWS} />
			<ByHand />
			<Toasts />
		</div>
	);
}
