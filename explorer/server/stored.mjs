// Items by their complete keys, as rows: what is stored now, with all digits.

import { isExpression } from "../../formats/keys.mjs";
import { forEach } from "../../transfer/lookups.mjs";
import { isExpired } from "../../transfer/whole.mjs";
import { badRequest, Refusal } from "./refusal.mjs";

/** Keys of which the items are read together. */
const KEYS_AT_ONCE = 100;

/** Refuses what is no complete key. */
export function checkKey(key) {
	if (typeof key !== "string" || key === "") throw badRequest("A key must be a text that is not empty.", "INVALID_KEY");
	if (!isExpression(key)) return key;
	throw badRequest(`'${key}' selects several items, and this needs the key of one.`, "INVALID_KEY");
}

/** Refuses what is no list of complete keys. */
export function checkKeys(keys) {
	if (!Array.isArray(keys) || keys.length === 0) {
		throw badRequest("'keys' must be a list of keys with at least one.", "INVALID_KEY");
	}
	return [...new Set(keys.map(checkKey))];
}

/**
 * What is stored under keys: the `rows` by these keys, without what has expired, and the keys of rows that are
 * `unreadable`, with why.
 *
 * @returns {Promise<{ rows: Map<string, object>, unreadable: { key: string, message: string }[] }>}
 */
export async function readKeys(data, keys) {
	const found = new Map();
	const unreadable = [];
	await forEach(keys, async (key) => {
		for await (const page of data.export({ raw: true, expression: key, consistent: true }).pages()) {
			for (const { message } of page.unreadable ?? []) unreadable.push({ key, message });
			for (const row of page.items) if (!isExpired(row, Date.now())) found.set(key, row);
		}
	});
	// In the order of the keys, whichever came first.
	const rows = new Map(keys.flatMap((key) => (found.has(key) ? [[key, found.get(key)]] : [])));
	return { rows, unreadable };
}

/** Pages of the items under keys, as `data.export` gives pages. `missing` is how many keys have none. */
export async function* pagesOfKeys(data, keys) {
	for (let from = 0; from < keys.length; from += KEYS_AT_ONCE) {
		const some = keys.slice(from, from + KEYS_AT_ONCE);
		const { rows, unreadable } = await readKeys(data, some);
		yield { items: [...rows.values()], unreadable, missing: some.length - rows.size - unreadable.length };
	}
}

/** What is stored under keys. Refuses rows that cannot be read. */
export async function storedRows(data, keys) {
	const { rows, unreadable } = await readKeys(data, keys);
	if (unreadable.length > 0) throw new Refusal(409, "UNREADABLE_ROW", unreadable[0].message);
	return rows;
}
