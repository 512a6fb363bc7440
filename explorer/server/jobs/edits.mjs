// Jobs that change many items: each on the version that was read, so that nothing that somebody writes meanwhile is lost.

import { keyOf, LABELS, labelOf, putKey, versionOf } from "../../../formats/rows.mjs";
import { forEach } from "../../../transfer/lookups.mjs";
import { sizeOf } from "../../../transfer/size.mjs";
import { badRequest } from "../refusal.mjs";
import { spentOf } from "../usage.mjs";
import { put, REFUSED } from "../write.mjs";
import { selectedBy } from "./selected.mjs";
import { isLater, OVERTAKEN, refusalSince } from "./since.mjs";

/** Items that are written at the same time: an embedded store commits them together, a table takes each by itself. */
const AT_ONCE = { embedded: 100, memory: 100, dynamodb: 20 };
/** The last epoch second that the library takes for a number of seconds: the year 3000. */
const LAST_EXPIRY = 32_503_680_000;
/** How many items a dry run shows. */
const SHOWN = 20;

/**
 * What each kind does to a row: gives the row that takes its place, `null` to remove it, or the same row if nothing has to
 * change.
 */
const EDITS = {
	remove: () => () => null,
	label: ({ label, value }) => {
		const number = LABELS.indexOf(label) + 1;
		if (number === 0) throw badRequest(`'label' must be one of ${LABELS.join(", ")}.`);
		const columns = columnsOf(label, number, value);
		const wanted = value === null ? undefined : labelOf(columns, number);
		return (row) => (labelOf(row, number) === wanted ? row : { ...withoutLabel(row, number), ...columns });
	},
	expire: ({ ttl }) => {
		checkTtl(ttl);
		return (row) => {
			const { ttl: before, ...rest } = row;
			if (ttl === null) return before === undefined ? row : rest;
			return before?.N === String(ttl) ? row : { ...rest, ttl: { N: String(ttl) } };
		};
	},
};

export const KINDS = Object.keys(EDITS);

/** The task of a job of one of these kinds. */
export function editTask(explorer, body) {
	const selected = selectedBy(body);
	const edit = EDITS[body.kind](body);
	if (body.dryRun) return (job) => preview(explorer, selected, job);
	const { previewed } = body;
	return (job) => editAll(explorer, { selected, edit, previewed }, job);
}

function columnsOf(label, number, value) {
	if (value === null) return {};
	if (typeof value !== "string") throw badRequest("'value' must be the text of the label, or null to remove it.");
	const columns = {};
	try {
		putKey(columns, number, value);
	} catch (error) {
		if (error instanceof RangeError) throw badRequest(`'${label}' needs a name on both sides of a colon.`);
		throw error;
	}
	return columns;
}

function withoutLabel(row, number) {
	const { [`pk${number}`]: _, [`sk${number}`]: __, [`kv${number}`]: ___, ...rest } = row;
	return rest;
}

function checkTtl(ttl) {
	if (ttl === null) return;
	if (!Number.isSafeInteger(ttl)) throw badRequest("'ttl' must be whole epoch seconds, or null for items that stay.");
	if (ttl > LAST_EXPIRY) {
		throw badRequest("'ttl' is beyond the year 3000. It is in seconds, not in milliseconds.");
	}
	// The items would be gone at once, and nobody would be asked.
	if (ttl * 1000 <= Date.now()) throw badRequest("'ttl' is in the past. To make the items go now, remove them.");
}

/** Counts what a job would change, and shows the first of it. */
async function preview(explorer, selected, job) {
	const { data, place } = explorer;
	const isTable = place.kind === "dynamodb";
	const result = { items: 0, rows: [], unreadable: 0, missing: 0 };
	job.result = result;
	const spent = spentOf(explorer);
	// An embedded store counts a million items faster than it gives a thousand of them.
	const counted = isTable ? undefined : await selected.count(data);
	let bytes = 0;
	for await (const { rows, unreadable, missing } of selected.pages(data)) {
		if (job.signal.aborted) return;
		for (const row of rows) bytes += sizeOf(row);
		result.items += rows.length;
		result.unreadable += unreadable;
		result.missing += missing;
		result.rows.push(...rows.slice(0, SHOWN - result.rows.length));
		job.done += rows.length + unreadable + missing;
		if (counted !== undefined && result.rows.length === SHOWN) break;
	}
	if (counted !== undefined) result.items = counted;
	if (isTable) result.reads = { items: result.items, bytes, readUnits: spent().usage?.readUnits };
}

async function editAll(explorer, { selected, edit, previewed }, job) {
	const { data, place } = explorer;
	const result = { changed: 0, unchanged: 0, missing: 0, unreadable: 0, refusals: [] };
	job.result = result;
	// Counting a table costs what reading it costs.
	job.total = selected.known ?? (place.kind === "dynamodb" ? undefined : await selected.count(data));
	// What the job itself writes is later than its start, and nothing else is that it may change.
	while (Date.now() <= job.started) await new Promise(setImmediate);
	const editRow = (row) => {
		const edited = edit(row);
		// A label that changes moves the item within what is read by label, so that the job may come to it again.
		const isAgain = edited === row && selected.canMove && isLater(row, job.started);
		return isAgain ? undefined : editOne(data, { row, edited, ...sinceOf(job, previewed) }, job);
	};
	for await (const { rows, unreadable, missing } of selected.pages(data)) {
		if (job.signal.aborted) return;
		result.unreadable += unreadable;
		result.missing += missing;
		job.done += unreadable + missing;
		await editEach(rows, { editRow, atOnce: AT_ONCE[place.kind] }, job);
	}
	// Others may have added items, or taken some away, since they were counted.
	if (!job.signal.aborted) job.total = job.done;
}

/** The moment from which on nobody may have changed an item. */
const sinceOf = ({ started }, previewed) => ({ since: previewed ?? started, isPreview: previewed !== undefined });

/** Edits rows. When one fails, those that are under way come to their end first: what is done is counted. */
async function editEach(rows, { editRow, atOnce }, job) {
	let failure;
	const editNext = async (row) => {
		if (failure !== undefined || job.signal.aborted) return;
		try {
			await editRow(row);
		} catch (error) {
			failure ??= error;
		}
	};
	await forEach(rows, editNext, atOnce);
	if (failure !== undefined) throw failure;
}

async function editOne(data, { row, edited, ...moment }, job) {
	if (edited === row) job.result.unchanged++;
	else if (await isWritten(data, { row, edited, moment }, job)) job.result.changed++;
	job.done++;
}

/** Writes a row in place of one, if nobody has changed that since a moment. Resolves to whether it could. */
async function isWritten(data, { row, edited, moment }, job) {
	const key = keyOf(row);
	let message = refusalSince(row, moment);
	try {
		if (message === undefined) {
			await data.transaction((tx) => put(tx, { key, before: versionOf(row), row: edited }));
			return true;
		}
	} catch (error) {
		if (REFUSED.has(error.code)) message = OVERTAKEN;
		else if (error.code === "ITEM_TOO_LARGE") message = error.message;
		else throw error;
	}
	job.refuse({ key, message });
	return false;
}
