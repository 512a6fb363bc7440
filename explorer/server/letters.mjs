// Dead letters: the items that events become which a handler gives up. `docs/events.md` describes them. Where they are, only
// the application knows, so collections are found by their first item.

import { fromAttribute, PLAIN } from "../../formats/attributes.mjs";
import { keyOf } from "../../formats/rows.mjs";
import { isExpired } from "../../transfer/whole.mjs";
import { badRequest } from "./refusal.mjs";

/** Collections that are looked at. More would take long. */
const MOST_COLLECTIONS = 2000;
const KINDS = ["created", "updated", "deleted"];

/** The letter of a row, as the page shows it; `undefined` if the row is none. */
export function letterOf(row) {
	const { _name: name, _item: item, _error: error, _attempts: attempts, _group: group, _handler: handler } = row;
	const isLetter =
		KINDS.includes(name?.S) &&
		item?.M?.key?.S !== undefined &&
		error?.M?.message?.S !== undefined &&
		/^\d+$/.test(attempts?.N ?? "") &&
		group?.S !== undefined &&
		handler?.M?.id?.S !== undefined &&
		handler.M.names?.L?.every(({ S }) => S !== undefined) &&
		row._failed?.S !== undefined;
	if (!isLetter) return undefined;
	const { _failed: failed, _omitted: omitted, _replaying: replaying } = row;
	return {
		key: keyOf(row),
		row,
		name: name.S,
		item: item.M.key.S,
		error: { message: error.M.message.S, ...(error.M.code?.S !== undefined && { code: error.M.code.S }) },
		attempts: Number(attempts.N),
		group: group.S,
		handler: { id: handler.M.id.S, names: handler.M.names.L.map(({ S }) => S) },
		failed: failed.S,
		...(omitted?.L !== undefined && { omitted: fromAttribute(omitted, PLAIN) }),
		...(replaying?.N !== undefined && { replaying: Number(replaying.N) }),
	};
}

/**
 * The letters that an expression selects, and how many `others` are among them.
 *
 * @returns {Promise<{ letters: object[], others: number, lastKey?: string }>}
 */
export async function readLetters(data, expression, { limit, start, signal }) {
	const letters = [];
	let others = 0;
	let lastKey;
	for await (const page of data.export({ raw: true, expression, limit, ...(start && { start }) }).pages()) {
		if (signal.aborted) break;
		const rows = page.items.filter((row) => !isExpired(row, Date.now()));
		const found = rows.map(letterOf).filter((letter) => letter !== undefined);
		letters.push(...found);
		others += rows.length - found.length;
		lastKey = page.lastKey;
	}
	return { letters, others, ...(lastKey !== undefined && { lastKey }) };
}

/**
 * The names of collections whose first item is a letter. `more` says that there are more collections than were looked at.
 *
 * @returns {Promise<{ collections: string[], more?: true }>}
 */
export async function lettersIn(data, signal) {
	const collections = [];
	let looked = 0;
	for await (const { name } of data.collections({ items: false })) {
		if (signal.aborted) break;
		if (looked++ === MOST_COLLECTIONS) return { collections, more: true };
		// A key without a colon is no letter's.
		if (name !== null && (await beginsWithLetter(data, name))) collections.push(name);
	}
	return { collections };
}

async function beginsWithLetter(data, name) {
	for await (const { items } of data.export({ raw: true, expression: `${name}:*`, limit: 1 }).pages()) {
		if (items.some((row) => letterOf(row) !== undefined)) return true;
	}
	return false;
}

/** The program that replays letters, for a process that has no handlers. */
export function replayCode(expression) {
	if (typeof expression !== "string" || expression === "") {
		throw badRequest("'expression' must select dead letters, as in 'failed-orders:*'.", "INVALID_KEY");
	}
	return [
		'import { data } from "ampt-data";',
		"// The program that has the handlers, such as your worker:",
		'import "./handlers.js";',
		"",
		`console.log(await data.events.replay(${JSON.stringify(expression)}));`,
		"",
	].join("\n");
}
