// Which handler a request is for. Paths are compared as they were sent: nothing is decoded or resolved, so no second
// spelling of a path exists.

import { Refusal } from "./refusal.mjs";

/**
 * @typedef {object} Route
 * @property {"GET" | "POST"} method
 * @property {string} path such as "/api/jobs/:id"; a part after a colon is any name of letters, digits, `_` and `-`
 * @property {boolean} [changes] it changes the store or this machine: refused on a read-only explorer
 * @property {{ megabytes: number, advice: string }} [limit] of its body, if it takes more than the others
 * @property {(call: Call) => unknown} run what it returns is the answer as JSON, `undefined` is 204. It may write the
 * response itself
 *
 * @typedef {object} Call
 * @property {import("./explorer.mjs").Explorer} explorer
 * @property {URLSearchParams} query
 * @property {Record<string, string>} params the parts of the path
 * @property {object} body of a POST
 * @property {import("node:http").IncomingMessage} request
 * @property {import("node:http").ServerResponse} response
 * @property {AbortSignal} signal aborts when nobody waits for the answer any more
 */

const NAME = "([\\w-]{1,64})";

/** @param {readonly Route[]} routes */
export function createRouter(routes) {
	const known = routes.map((route) => ({ route, ...patternOf(route.path) }));

	/** The route and the parts of the path. Throws a refusal if there is none. */
	return function find(method, path) {
		const allowed = [];
		for (const { route, pattern, names } of known) {
			const found = pattern.exec(path);
			if (!found) continue;
			if (route.method === method)
				return { route, params: Object.fromEntries(names.map((name, i) => [name, found[i + 1]])) };
			allowed.push(route.method);
		}
		if (allowed.length === 0) throw new Refusal(404, "NOT_FOUND", "The explorer has nothing at this address.");
		throw notAllowed(method, allowed);
	};
}

/** The refusal of a method that an address does not have. */
export function notAllowed(method, allowed) {
	const list = allowed.join(", ");
	const message = `This address takes ${list}, not ${method}.`;
	return new Refusal(405, "METHOD_NOT_ALLOWED", message, { headers: { Allow: list } });
}

function patternOf(path) {
	const names = [];
	const source = path.replace(/:(\w+)/g, (_, name) => {
		names.push(name);
		return NAME;
	});
	return { pattern: new RegExp(`^${source}$`), names };
}
