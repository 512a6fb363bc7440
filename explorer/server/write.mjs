// A write of the page: all changes of it together, each on the condition that nobody has changed the item since the page
// read it.

import { keyOf, versionOf } from "../../formats/rows.mjs";
import { isSameContent } from "../../transfer/same.mjs";
import { isExpired } from "../../transfer/whole.mjs";
import { badRequest, Refusal } from "./refusal.mjs";
import { checkKey, readKeys, storedRows } from "./stored.mjs";

/** DynamoDB carries out so many changes together. */
const MOST = 100;
const MEMBERS = ["key", "before", "row"];
const VERSION = /^-?\d+(?:\.\d+)?$/;

/** How the library refuses a condition. */
export const REFUSED = new Set(["ITEM_EXISTS", "ITEM_NOT_FOUND", "VERSION_MISMATCH", "CONDITION_FAILED", "CONTENTION"]);

/**
 * Carries out changes.
 *
 * @param {{ key: string, before: string | null, row: object | null }[]} changes see the interface of `POST /api/write`
 * @returns {Promise<{ rows: (object | null)[], overtaken: string[] }>} the rows as they are stored then, and the keys of
 * those that are not what was written, because somebody has changed them since
 */
export async function write(data, changes) {
	checkChanges(changes);
	const keys = changes.map(({ key }) => key);
	try {
		await data.transaction((tx) => {
			for (const change of changes) put(tx, change);
		});
	} catch (error) {
		if (!REFUSED.has(error.code)) throw error;
		throw await conflictOf(error, data, changes);
	}
	// Whatever cannot be read is not what was written.
	const { rows } = await readKeys(data, keys);
	const stored = keys.map((key) => rows.get(key) ?? null);
	return { rows: stored, overtaken: keys.filter((_, index) => !isWritten(changes[index], stored[index])) };
}

/** Whether what is stored is what a change has written. Only then the version that is read is that of the change. */
function isWritten({ row }, stored) {
	if (row === null || isExpired(row, Date.now())) return stored === null;
	return stored !== null && isSameContent(row, stored);
}

/** Puts a change into a transaction. */
export function put(tx, { key, before, row }) {
	const condition = before === null ? { exists: false } : { version: before };
	if (row === null) tx.remove(key, condition);
	else tx.import(row, condition);
}

function checkChanges(changes) {
	if (!Array.isArray(changes) || changes.length === 0) throw badRequest("'changes' must be a list with at least one.");
	if (changes.length > MOST) {
		throw new Refusal(413, "TOO_MANY_CHANGES", `At most ${MOST} items can be changed together. Write fewer at a time.`);
	}
	const keys = new Set();
	for (const change of changes) {
		checkChange(change);
		if (keys.has(change.key)) throw badRequest(`'${change.key}' is in the list of changes twice.`);
		keys.add(change.key);
	}
}

function checkChange(change) {
	if (!isObject(change) || Object.keys(change).some((name) => !MEMBERS.includes(name))) {
		throw badRequest("A change must be an object with 'key', 'before' and 'row', and nothing else.");
	}
	const { key, before, row } = change;
	checkKey(key);
	if (before !== null && !(typeof before === "string" && VERSION.test(before))) {
		throw badRequest("'before' must be the version that the item had, or null if there was none.");
	}
	if (row === null) {
		if (before === null) throw badRequest(`'${key}' was not there and shall not be there: there is nothing to write.`);
		return;
	}
	if (!isObject(row) || !isKey(row)) throw badRequest("'row' must be a row with the columns 'pk' and 'sk', or null.");
	if (keyOf(row) !== key) throw badRequest(`The row has the key '${keyOf(row)}', and the change is about '${key}'.`);
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const isKey = ({ pk, sk }) => typeof pk?.S === "string" && typeof sk?.S === "string";

/** The refusal that shows what is stored where it is not what the page knows. */
async function conflictOf(error, data, changes) {
	const rows = await storedRows(
		data,
		changes.map(({ key }) => key),
	);
	const isOvertaken = ({ key, before }) => versionOf(rows.get(key)) !== before;
	const overtaken = changes.filter(isOvertaken);
	const conflicts = (overtaken.length > 0 ? overtaken : changes.filter(({ key }) => key === error.key)).map(
		({ key }) => ({ key, row: rows.get(key) ?? null }),
	);
	const message =
		conflicts.length === 1
			? `Somebody has changed '${conflicts[0].key}' meanwhile, so nothing is written.`
			: "Somebody has changed some of these items meanwhile, so nothing is written.";
	return new Refusal(409, "CONFLICT", message, { more: { conflicts } });
}
