// The list of the routes. Each file of this folder has those of one purpose.

import { routes as events } from "./events.mjs";
import { routes as downloads } from "./export.mjs";
import { routes as jobs } from "./jobs.mjs";
import { routes as live } from "./live.mjs";
import { routes as rows } from "./rows.mjs";
import { routes as store } from "./store.mjs";
import { routes as tree } from "./tree.mjs";
import { routes as uploads } from "./uploads.mjs";
import { routes as write } from "./write.mjs";

/** @type {readonly import("../router.mjs").Route[]} */
export const ROUTES = Object.freeze([
	...downloads,
	...events,
	...jobs,
	...live,
	...rows,
	...store,
	...tree,
	...uploads,
	...write,
]);
