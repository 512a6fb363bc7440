// The store that the explorer shows: one collection with half of all items, deeper keys, labels, a thousand small ones.

import { Data } from "../../index.mjs";

export const BIG = "events";
export const NESTED = "orders";
export const LABELED = "users";
export const SMALL_COLLECTIONS = 1000;
const [YEARS, MONTHS] = [5, 12];
/** One item in so many of `LABELED` has the same label, and matches the filter. */
export const TEAMS = 1000;

const padded = (number, length = 8) => String(number).padStart(length, "0");

export const bigKey = (index) => `${BIG}:${padded(index)}`;
export const teamOf = (index) => `team-${padded(index % TEAMS, 3)}`;

/** How many items each part of the store has. */
export function sizesOf(items) {
	const [big, nested, labeled] = [items / 2, items / 4, items / 5].map(Math.floor);
	return { big, nested, labeled, small: items - big - nested - labeled };
}

const event = (id) => ({
	id,
	at: "2026-01-01T00:00:00.000Z",
	kind: `kind-${id % 17}`,
	amount: (id % 9973) / 100,
	ok: id % 7 > 0,
});

/** All items in the order of their keys, in which a store is filled soonest. */
function* itemsOf({ big, nested, labeled, small }) {
	for (let id = 0; id < big; id++) yield { key: bigKey(id), value: event(id) };
	const ofMonth = nested / (YEARS * MONTHS);
	for (let id = 0; id < nested; id++) {
		const month = Math.floor(id / ofMonth);
		const path = `${2022 + Math.floor(month / MONTHS)}:${padded((month % MONTHS) + 1, 2)}`;
		yield { key: `${NESTED}:${path}:${padded(id)}`, value: event(id) };
	}
	const ofOne = small / SMALL_COLLECTIONS;
	for (let id = 0; id < small; id++)
		yield { key: `s${padded(Math.floor(id / ofOne), 4)}:${padded(id)}`, value: { id } };
	for (let id = 0; id < labeled; id++) {
		yield {
			key: `${LABELED}:${padded(id)}`,
			value: { ...event(id), team: teamOf(id) },
			label1: `${teamOf(id)}:${padded(id)}`,
		};
	}
}

/** Fills a new store. `tell` hears of each tenth. */
export async function fill(url, items, tell) {
	const data = Data.open(`${url}?durability=relaxed`);
	let count = 0;
	function* counted() {
		for (const item of itemsOf(sizesOf(items))) {
			if (count++ % Math.ceil(items / 10) === 0) tell(Math.round((count / items) * 100));
			yield item;
		}
	}
	await data.import(counted());
	await data.close();
}
