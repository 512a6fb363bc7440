// Items by their keys, many at a time.

import { keyOf } from "../formats/rows.mjs";

/** Single reads at a time. */
const AT_ONCE = 20;

/** Calls a function for each element, a few at a time. */
export async function forEach(list, action, atOnce = AT_ONCE) {
	const rest = list.values();
	const work = async () => {
		for (const element of rest) await action(element);
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, work));
}

/** The versions of the items of rows, by key. A key that a late read misses is read again. */
export async function versionsOf(data, rows) {
	const keys = rows.map(keyOf);
	if (keys.length === 0) return new Map();
	const { items } = await data.get(keys, { version: true });
	const found = new Map(items.map(({ key, version }) => [key, version]));
	const lacking = keys.filter((key) => !found.has(key));
	await forEach(lacking, async (key) => {
		const item = await data.get(key, { version: true, consistent: true });
		if (item !== undefined) found.set(key, item.version);
	});
	return found;
}

/** Whether a version is greater than another one, as numbers. */
export function isNewer(version, than) {
	const [[second, fraction = ""], [otherSecond, otherFraction = ""]] = [version.split("."), than.split(".")];
	if (second !== otherSecond) return Number(second) > Number(otherSecond);
	return fraction.padEnd(38, "0") > otherFraction.padEnd(38, "0");
}
