// Measures how `get`, `set`, opening, file size and memory grow with the number of items.

import fs from "node:fs";
import path from "node:path";
import { Data } from "../../index.mjs";
import { withFolder } from "../cleanup.mjs";
import { document } from "../document.mjs";
import { interleaved, stepsOf } from "../measure.mjs";
import { UsageError } from "../options.mjs";
import { startProcess } from "../process.mjs";
import { comparison, measure, ratioOf } from "../results.mjs";
import { setSpread } from "../spread.mjs";

const SMALLEST = 10_000;
/** The number of concurrent `set` calls while the store is filled. */
const BATCH = 10_000;
/** The number of progress steps while the store is filled. */
const FILL_STEPS = 20;
/** An upper estimate of the disk space per item, so that a full disk does not end the run after hours. */
const BYTES_PER_ITEM = 1200;
const MEGABYTE = 1e6;

/** Powers of ten from 10,000, and `items` as the last size. */
export function sizes(items) {
	const all = [];
	for (let size = SMALLEST; size < items; size *= 10) all.push(size);
	return [...all, items];
}

export const steps = ({ items, rounds }) => sizes(items).length * (FILL_STEPS + 2 * stepsOf(rounds));

export function run({ folder, items, rounds, step }) {
	const { bavail, bsize } = fs.statfsSync(folder);
	if (bavail * bsize < items * BYTES_PER_ITEM) {
		const gigabytes = Math.ceil((items * BYTES_PER_ITEM) / 1e9);
		throw new UsageError(
			`'${folder}' has no room for ${items} items, which need up to ${gigabytes} GB. Choose another folder with ` +
				"--folder PATH, or fewer items with --items N",
		);
	}
	return withFolder(folder, async (own) => {
		const place = path.join(own, "ampt-data");
		const results = [];
		let filled = { count: 0, bytes: 0 };
		for (const size of sizes(items)) {
			const name = size.toLocaleString("en");
			filled = await fill(place, filled, size, (share) => step(`${name} items: ${share}% filled`));
			const result = await measured(place, size, rounds, (text) => step(`${name} items: ${text}`));
			const file = fs.statSync(path.join(place, "data.mdb")).size;
			results.push({ name, ...result, file: file / filled.bytes });
		}
		return { measures: measuresOf(results), warmUp: results.flatMap(({ warmUp }) => warmUp) };
	});
}

/** Adds documents until there are `size`. Returns the number of documents and the bytes of their JSON. */
async function fill(place, { count, bytes }, size, tell) {
	const data = Data.open(`file:${place}?durability=relaxed`);
	let total = bytes;
	let told = 0;
	for (let first = count; first < size; first += BATCH) {
		for (; told < FILL_STEPS && (first - count) / (size - count) >= told / FILL_STEPS; told++) {
			tell((told * 100) / FILL_STEPS);
		}
		const writes = [];
		for (let id = first; id < Math.min(first + BATCH, size); id++) {
			total += Buffer.byteLength(JSON.stringify(document(id, 0)));
			writes.push(setSpread(data, id, 0));
		}
		await Promise.all(writes);
	}
	await data.close();
	// Otherwise the first measured commit would wait for these writes to reach the disk.
	const file = fs.openSync(path.join(place, "data.mdb"), "r+");
	fs.fsyncSync(file);
	fs.closeSync(file);
	return { count: size, bytes: total };
}

async function measured(place, size, rounds, tell) {
	const start = () => startProcess("children/opener.mjs", `file:${place}`, String(size));
	const opened = await interleaved(rounds, [[["open", () => firstCall(start())]]], tell);
	const opener = start();
	const used = await interleaved(rounds, [[["use", () => opener.ask("measure"), ({ get }) => get]]], tell);
	await opener.ask("close");
	await opener.end();
	const results = used.taken[0].get("use");
	return {
		open: opened.taken[0].get("open"),
		get: results.map(({ get }) => get),
		set: results.map(({ set }) => set),
		memory: Math.max(...results.map(({ memory }) => memory)) / MEGABYTE,
		warmUp: [...opened.warmUp, ...used.warmUp],
	};
}

/** The time of the first call of a process that has just been started and has loaded the module, in milliseconds. */
async function firstCall(opener) {
	const time = await opener.ask("open");
	await opener.ask("close");
	await opener.end();
	return time;
}

function measuresOf(results) {
	const [smallest, ...larger] = results;
	const valuesOf = (what) => Object.fromEntries(results.map((result) => [result.name, result[what]]));
	const toSmallest = (what, target) =>
		larger.map((result) => comparison(result.name, smallest.name, ratioOf(result[what], smallest[what]), target));
	const toLimit = (what, limit, most, target) =>
		results.map((result) => comparison(result.name, limit, ratioOf(result[what], most), target));
	const of = (what, title, unit, comparisons) =>
		measure({ id: `scale-${what}`, title, unit, values: valuesOf(what), comparisons });
	return [
		of("get", "`get` of any key", "µs", toSmallest("get", 2)),
		of("set", "`set` of any keys, 1,000 at a time", "µs", toSmallest("set", 3)),
		of("open", "opening and the first `get`", "ms", toLimit("open", "20 ms", 20, 1)),
		of("file", "file size", "× JSON", toLimit("file", "the JSON", 1, 3)),
		of("memory", "memory outside the page cache", "MB", toLimit("memory", "150 MB", 150, 1)),
	];
}
