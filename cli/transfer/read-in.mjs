// Writes the rows of an input into a store, chunk by chunk, and says where a mistake is and how to go on.

import { chunksOf } from "../../transfer/chunks.mjs";
import { importRows } from "../../transfer/pass.mjs";
import { located, refusalOf } from "../../transfer/refused.mjs";
import { Failure } from "../failure.mjs";
import { onInterrupt } from "../interrupt.mjs";
import { leftAlone, plural } from "../text.mjs";

/** Mistakes that a check names. */
const MAX_NAMED = 20;

/**
 * Writes an input.
 *
 * @param {object} target a handle
 * @param {{ stream: AsyncIterable<Buffer>, format?: string, from: number }} input
 * @param {object} how `policy`, `throttle`, the `signal` that ends it early, `goOn(line)`, which says how to go on at a
 * line, and `onProgress(items)`
 * @returns {Promise<{ written: number, skipped: number, isWhole: boolean }>}
 */
export async function readIn(target, input, { policy, throttle, signal, goOn, onProgress }) {
	const done = { written: 0, skipped: 0, isWhole: true };
	/** The line that is not written yet. */
	let line = input.from;
	let writing = Promise.resolve();
	const put = async (rows) => {
		const { items, skipped = 0 } = await importRows(target, rows, policy);
		done.written += items;
		done.skipped += skipped;
	};
	const write = async ({ rows, lines, good }) => {
		let at = 0;
		for await (const piece of throttle.pieces(rows.slice(0, good))) {
			try {
				await put(piece);
			} catch (error) {
				const refusal = refusalOf(error);
				if (refusal === undefined) throw error;
				const { number, before } = refusal;
				done.written += before;
				line = lines[at + before];
				// The library refuses a list of items as a whole. Those before the wrong one are good.
				await put(piece.slice(before, number - 1));
				line = lines[at + number - 1];
				throw located(error, lines.slice(at));
			}
			at += piece.length;
			line = lines[at - 1] + 1;
			onProgress(done.written + done.skipped);
			onInterrupt(`${progressOf(done)} ${goOn(line)}`);
			if (signal.aborted) return;
		}
	};
	try {
		for await (const chunk of chunksOf(input.stream, input)) {
			await writing;
			if (signal.aborted) return { ...done, isWhole: false };
			const [fault] = chunk.faults;
			writing = write(chunk);
			writing.catch(() => {});
			if (fault === undefined) continue;
			await writing;
			throw fault;
		}
		await writing;
	} catch (error) {
		await writing.catch(() => {});
		throw failure(error, done, goOn(line));
	}
	return { ...done, isWhole: !signal.aborted };
}

/**
 * Checks an input as an import does, by writing it into a store in memory. Resolves to the number of items; throws a
 * failure that names the mistakes.
 */
export async function check(memory, input, { signal, onProgress }) {
	const faults = [];
	let items = 0;
	for await (const { rows, lines, faults: found } of chunksOf(input.stream, input)) {
		if (signal.aborted) return items;
		faults.push(...found);
		for (let from = 0; from < rows.length; ) {
			try {
				await memory.import(rows.slice(from));
				break;
			} catch (error) {
				const refusal = refusalOf(error);
				if (refusal === undefined) throw error;
				faults.push(located(error, lines.slice(from)));
				from += refusal.number;
			}
		}
		await memory.truncate();
		items += rows.length;
		onProgress(items);
	}
	if (faults.length === 0) return items;
	faults.sort((a, b) => (a.line ?? Number.POSITIVE_INFINITY) - (b.line ?? Number.POSITIVE_INFINITY));
	const more = faults.length > MAX_NAMED ? ` … and ${faults.length - MAX_NAMED} more.` : "";
	const named = faults.slice(0, MAX_NAMED).map(({ message }) => message);
	throw new Failure(`${plural(faults.length, "mistake")}: ${named.join(" ")}${more}`);
}

const progressOf = ({ written, skipped }) =>
	`${plural(written, "item")} ${written === 1 ? "is" : "are"} in${skipped > 0 ? `, ${leftAlone(skipped)}` : ""}.`;

function failure(error, done, goOn) {
	const { message, hint, code, canGoOn = true } = error;
	const isNothing = !canGoOn && done.written + done.skipped === 0;
	const told = [message, hint, !isNothing && progressOf(done), canGoOn && goOn].filter(Boolean).join(" ");
	return Object.assign(new Failure(told), { code });
}
