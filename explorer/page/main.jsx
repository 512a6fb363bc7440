// The explorer's page: opens a session, asks which store it is about, and shows it.

import { render } from "preact";
import "./styles/tokens.css";
import "./styles/base.css";
import "./parts/visible.mjs";
import { App } from "./shell/app.jsx";
import { Closed } from "./shell/closed.jsx";
import { watchExplorer } from "./state/alive.mjs";
import { beginSession } from "./state/api.mjs";
import { loadStore } from "./state/store.mjs";

const root = document.getElementById("app");

try {
	await beginSession();
	await loadStore();
	render(<App />, root);
	watchExplorer();
} catch (error) {
	render(<Closed error={error} />, root);
}
