// The list of the routes. Each file of this folder has those of one purpose.

import { routes as rows } from "./rows.mjs";
import { routes as store } from "./store.mjs";
import { routes as tree } from "./tree.mjs";

/** @type {readonly import("../router.mjs").Route[]} */
export const ROUTES = Object.freeze([...rows, ...store, ...tree]);
