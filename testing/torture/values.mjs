// The stored values. Each contains its version, from which the whole value can be checked.

import { createRequire } from "node:module";
import { isDeepStrictEqual } from "node:util";

export const { Data } = createRequire(import.meta.url)("../..");

/** The number of keys of one writer. */
export const KEYS = 30;
export const COUNTER = "count:all";

/** From a few bytes to many pages, determined by the version. */
function size(version) {
	const large = version % 13 === 0 ? 200_000 : version % 5 === 0 ? 9000 : 400;
	return (version * 7919) % large;
}

export function valueFor(version) {
	return {
		version,
		text: String.fromCharCode(97 + (version % 26)).repeat(size(version)),
		list: [version, { even: version % 2 === 0 }],
	};
}

/** Half of the items have a `ttl`, so that writes with and without one are tested. */
export function optionsFor(version) {
	const label1 = `version:${version % 7}`;
	return version % 2 === 0 ? { overwrite: true, label1 } : { overwrite: true, label1, ttl: 4_102_444_800 };
}

export function isWhole(value) {
	return isDeepStrictEqual(value, valueFor(value?.version));
}

/** A generator of random integers below a limit, determined by the seed. */
export function randomOf(seed) {
	let state = seed >>> 0;
	return (limit) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * limit);
	};
}

/** Reads all items of a key expression, page by page. */
export async function* pages(data, key) {
	let page = await data.get(key, { limit: 50, meta: true });
	for (;;) {
		yield* page.items;
		if (page.next === undefined) return;
		page = await page.next();
	}
}
