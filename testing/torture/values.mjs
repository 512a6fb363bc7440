// What is stored: a value tells its version, and whether it is whole.

import { createRequire } from "node:module";
import { isDeepStrictEqual } from "node:util";

export const { Data } = createRequire(import.meta.url)("../..");

/** Keys of one writer. */
export const KEYS = 30;
export const COUNTER = "count:all";

/** Sizes from a few bytes to pages of their own; the version decides. */
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

/** One in two items never expires, so that both ways are used. */
export function optionsFor(version) {
	const label1 = `version:${version % 7}`;
	return version % 2 === 0 ? { overwrite: true, label1 } : { overwrite: true, label1, ttl: 4_102_444_800 };
}

export function isWhole(value) {
	return isDeepStrictEqual(value, valueFor(value?.version));
}

/** Random numbers below a limit, of a seed. */
export function randomOf(seed) {
	let state = seed >>> 0;
	return (limit) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * limit);
	};
}

/** All items of a store by key, from its pages. */
export async function* pages(data, key) {
	let page = await data.get(key, { limit: 50, meta: true });
	for (;;) {
		yield* page.items;
		if (page.next === undefined) return;
		page = await page.next();
	}
}
