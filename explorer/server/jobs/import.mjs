// Jobs that import a file: a dry run says what is in it and what it would change, a run writes what can be written.

import { Data } from "ampt-data";
import { FORMATS, formatOf } from "../../../formats/index.mjs";
import { keyOf } from "../../../formats/rows.mjs";
import { chunksOf } from "../../../transfer/chunks.mjs";
import { importRows } from "../../../transfer/pass.mjs";
import { located, refusalOf } from "../../../transfer/refused.mjs";
import { badRequest, Refusal } from "../refusal.mjs";
import { readKeys } from "../stored.mjs";
import { uploadsOf } from "../uploads.mjs";
import { effectOf } from "./effect.mjs";
import { Repeats } from "./repeats.mjs";

const POLICIES = ["always", "missing", "newer"];
const SHOWN = 20;
const MOST_FAULTS = 100;

/** The task of a job of kind `import`. */
export async function importTask(explorer, { upload: id, if: policy = "always", format, key, dryRun }) {
	if (!POLICIES.includes(policy)) throw badRequest(`'if' must be one of ${POLICIES.join(", ")}.`);
	if (format !== undefined && !Object.hasOwn(FORMATS, format)) {
		throw badRequest(`'format' must be one of ${Object.keys(FORMATS).join(", ")}.`);
	}
	if (key !== undefined && (typeof key?.column !== "string" || typeof key.prefix !== "string")) {
		throw badRequest("'key' must have a 'column' and a 'prefix', which are texts.");
	}
	const uploads = explorer.part(uploadsOf);
	const upload = await uploads.whole(id);
	// The others are recognized by what they hold: '.json' may be lines.
	const given = format ?? (formatOf(upload.name) === "csv" ? "csv" : undefined);
	const work = dryRun ? preview : run;
	return async (job) => {
		let mayFollow = false;
		try {
			await checkedChunks(upload, { format: given, key }, job, (chunks) => work(explorer.data, policy, chunks, job));
			mayFollow = dryRun && !job.signal.aborted;
		} finally {
			// Only a run that follows a dry run needs the file once more.
			if (!mayFollow) await uploads.remove(id);
		}
	};
}

/** Calls a function with the chunks of a file, in which the faults of the store are among those of the format. */
async function checkedChunks(upload, options, job, work) {
	const memory = Data.open("memory:");
	const stream = upload.open();
	const chunks = async function* () {
		const onFormat = (found) => {
			job.result.format = found;
		};
		for await (const chunk of chunksOf(stream, { ...options, onFormat })) {
			const { rows, faults } = await checked(memory, chunk);
			if (job.signal.aborted) return;
			yield { rows, faults, end: chunk.end };
			if (stream.bytesRead > 0) job.total = Math.round((job.done * upload.size) / stream.bytesRead);
		}
		job.total = job.done;
	};
	try {
		await work(chunks());
	} finally {
		stream.destroy();
		await memory.close();
	}
}

/** The rows of a chunk that a store takes, and the faults of all others. A store in memory judges them. */
async function checked(memory, { rows, lines, faults }) {
	const good = [];
	const found = [...faults];
	for (let from = 0; from < rows.length; ) {
		try {
			await memory.import(rows.slice(from));
			good.push(...rows.slice(from));
			break;
		} catch (error) {
			const refusal = refusalOf(error);
			if (refusal === undefined) throw error;
			found.push(located(error, lines.slice(from)));
			good.push(...rows.slice(from, from + refusal.number - 1));
			from += refusal.number;
		}
	}
	await memory.truncate();
	found.sort((a, b) => (a.line ?? Number.POSITIVE_INFINITY) - (b.line ?? Number.POSITIVE_INFINITY));
	return { rows: good, faults: found };
}

async function preview(data, policy, chunks, job) {
	const result = { items: 0, new: 0, replaced: 0, same: 0, left: 0, repeated: 0, faulty: 0 };
	Object.assign(result, { rows: [], replacements: [], faults: [] });
	job.result = result;
	const repeats = new Repeats();
	const onReplaced = (replacement) => {
		if (result.replacements.length < SHOWN) result.replacements.push(replacement);
	};
	for await (const { rows, faults: all, end } of chunks) {
		// What ends a file early is no item of it.
		const faults = all.filter((fault) => fault !== end);
		if (end !== undefined) result.end = { ...toRefusal(end), columns: end.titles };
		const items = repeats.firstOf(rows, { isLast: policy === "always" });
		result.items += items.length;
		result.repeated += rows.length - items.length;
		result.rows.push(...items.slice(0, SHOWN - result.rows.length));
		result.faulty += faults.length;
		result.faults.push(...faults.slice(0, MOST_FAULTS - result.faults.length).map(toRefusal));
		for (const [name, count] of Object.entries(await effectOf(data, items, policy, onReplaced))) result[name] += count;
		await addBefore(data, result.replacements);
		job.done += rows.length + faults.length;
	}
}

/** Adds what is stored to replacements that were found by their versions alone. */
async function addBefore(data, replacements) {
	const unread = replacements.filter(({ before }) => before === undefined);
	const { rows } = await readKeys(
		data,
		unread.map(({ row }) => keyOf(row)),
	);
	for (const replacement of unread) replacement.before = rows.get(keyOf(replacement.row)) ?? null;
}

async function run(data, policy, chunks, job) {
	const result = { written: 0, skipped: 0, refusals: [] };
	job.result = result;
	const repeats = new Repeats();
	for await (const { rows, faults, end } of chunks) {
		for (const fault of faults) job.refuse(toRefusal(fault));
		if (rows.length > 0) {
			const { items, skipped = 0 } = await importRows(data, rows, policy);
			// A key that comes again is one item. What is left out of its rows was there already, from the first of them.
			const again = items + skipped - repeats.firstOf(rows).length;
			const againSkipped = Math.min(again, skipped);
			result.written += items - (again - againSkipped);
			result.skipped += skipped - againSkipped;
		}
		job.done += rows.length + faults.length;
		// What follows is missing: nobody shall take this for the whole file.
		if (end !== undefined) throw new Refusal(400, "BAD_FILE", `${end.message} What could be read before is imported.`);
	}
}

/** A fault as the page shows it. */
const toRefusal = ({ line, message }) => ({ ...(line !== undefined && { line }), message });
