// The options of `createExplorer`. Mistakes are errors at once: an explorer that is almost as wanted may show another store,
// or let somebody in.

import { data as byDefault } from "ampt-data";
import { placeOf } from "./place.mjs";

const OPTIONS = ["data", "store", "readOnly", "origin", "path", "token", "live", "canReplay"];

/** Methods of a handle, of which what is none has none. */
const METHODS = ["count", "export"];

/** The store that the library opens if nothing names another one. */
const DEFAULT_URL = "file:./.ampt/data";

/** Reads the options. `url` is that of the store, `place` what is said of it. */
export function readOptions(options, env = process.env) {
	if (typeof options !== "object" || options === null) {
		throw new TypeError("'createExplorer' needs options: at least 'data' and 'origin'.");
	}
	for (const name of Object.keys(options)) {
		if (OPTIONS.includes(name)) continue;
		const meant = OPTIONS.find((option) => option.toLowerCase() === name.toLowerCase());
		const help = meant === undefined ? `It has ${OPTIONS.join(", ")}.` : `Did you mean '${meant}'?`;
		throw new TypeError(`'createExplorer' has no option '${name}'. ${help}`);
	}
	const { data, store, readOnly = true, origin, path = "/", token, live = data, canReplay = true } = options;
	if (!METHODS.some((name) => typeof data?.[name] === "function")) {
		throw new TypeError("'data' must be the handle of a store, such as 'data' of 'ampt-data'.");
	}
	if (live !== data && live !== false && typeof live !== "function" && typeof live?.changes !== "function") {
		throw new TypeError("'live' must be a handle of the store, a function that opens one, or false.");
	}
	if (typeof canReplay !== "boolean") throw new TypeError("'canReplay' must be true or false.");
	checkOrigin(origin);
	checkPath(path);
	const url = store ?? urlOf(data, env);
	// What is left out by mistake must not let anybody write.
	return { data, isReader: readOnly !== false, origin, path, token, live, canReplay, url, place: placeOf(url, env) };
}

/** The URL of a store that its caller does not name: the library reads it from the environment. */
function urlOf(data, { AMPT_DATA_URL, AMPT_DATA_TABLES }) {
	if (data !== byDefault) throw new TypeError("'store' must be the URL with which 'data' was opened.");
	if (AMPT_DATA_URL) return AMPT_DATA_URL;
	return AMPT_DATA_TABLES ? `dynamodb://${firstOf(AMPT_DATA_TABLES)}` : DEFAULT_URL;
}

function firstOf(tables) {
	try {
		const [table] = JSON.parse(tables);
		if (typeof table === "string") return table;
	} catch {
		// Said below.
	}
	throw new TypeError("'AMPT_DATA_TABLES' must be a JSON array whose first entry is a table's name.");
}

function checkOrigin(origin) {
	const url = typeof origin === "string" && URL.canParse(origin) ? new URL(origin) : undefined;
	if (url?.origin !== origin || !/^https?:\/\/[^*]+$/.test(origin)) {
		throw new TypeError("'origin' must be where browsers find the page, such as 'http://127.0.0.1:4000'.");
	}
}

function checkPath(path) {
	if (typeof path !== "string" || !/^\/(?:[\w-]+(?:\.[\w-]+)*\/)*$/.test(path)) {
		throw new TypeError("'path' must begin and end with a slash, such as '/admin/data/'.");
	}
}
