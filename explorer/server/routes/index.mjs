// The list of the routes. Each file of this folder has those of one purpose.

import { routes as store } from "./store.mjs";

/** @type {readonly import("../router.mjs").Route[]} */
export const ROUTES = Object.freeze([...store]);
