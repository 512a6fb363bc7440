"use strict";

// Whatever a store holds, a format gives it back, or refuses it.

const fc = require("fast-check");
const { Data } = require("../..");
const { load } = require("../support/modules");
const { run } = require("../support/random");
const { plainRow, row } = require("../support/rows");

const { FORMATS, readRows } = load("formats/index.mjs");
const { ColumnFinder } = load("formats/csv-columns.mjs");

const [source, target] = [Data.open("memory:"), Data.open("memory:")];
afterAll(() => Promise.all([source.close(), target.close()]));

async function rowsOf(data) {
	const rows = [];
	for await (const row of data.export({ raw: true })) rows.push(row);
	return rows;
}

function written(name, rows) {
	const finder = new ColumnFinder();
	for (const row of rows) finder.add(row);
	const writer = FORMATS[name].writer();
	const about = { source: "memory", now: new Date(0), columns: finder.columns() };
	const middle = Math.floor(rows.length / 2);
	const parts = [
		writer.begin(about),
		writer.rows(rows.slice(0, middle)),
		writer.rows(rows.slice(middle)),
		writer.end(),
	];
	return Buffer.from(parts.join(""));
}

async function* cut(bytes, size) {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes, size, options) {
	const all = { rows: [], lines: [] };
	for await (const { rows, lines, faults } of readRows(cut(bytes, size), options)) {
		if (faults.length > 0) throw faults[0];
		all.rows.push(...rows);
		all.lines.push(...lines);
	}
	return all;
}

const size = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 5000 }));
const withoutDates = ({ ct, md, ...others }) => others;

test.each([
	["ndjson", row, (row) => row],
	["raw", row, (row) => row],
	["json", plainRow, withoutDates],
	["csv", row, withoutDates],
])("%s gives back what was written, however the bytes come", async (name, rows, kept) => {
	await run(
		// Only rows of an empty store leave nothing to read.
		fc.asyncProperty(fc.array(rows, { minLength: name === "raw" ? 1 : 0, maxLength: 6 }), size, async (given, size) => {
			await Promise.all([source.truncate(), target.truncate()]);
			await source.import(given);
			const stored = await rowsOf(source);
			const bytes = written(name, stored);
			const { rows, lines } = await read(bytes, size);
			expect(lines).toHaveLength(stored.length);
			await target.import(rows);
			expect((await rowsOf(target)).map(kept)).toEqual(stored.map(kept));
		}),
		{ numRuns: 200 },
	);
});

test.each(["ndjson", "raw", "json", "csv"])("%s goes on from any line", async (name) => {
	await run(
		fc.asyncProperty(fc.array(plainRow, { minLength: 1, maxLength: 6 }), size, fc.nat(), async (given, size, nat) => {
			const bytes = written(name, given);
			const { rows, lines } = await read(bytes, size);
			const skipped = nat % given.length;
			expect(await read(bytes, size, { from: lines[skipped], format: name })).toEqual({
				rows: rows.slice(skipped),
				lines: lines.slice(skipped),
			});
		}),
		{ numRuns: 50 },
	);
});

test.each(["ndjson", "json"])("%s that is cut anywhere is never taken for whole", async (name) => {
	await run(
		fc.asyncProperty(fc.array(plainRow, { minLength: 2, maxLength: 4 }), size, fc.nat(), async (given, size, nat) => {
			const bytes = written(name, given);
			const length = nat % (bytes.length - 1);
			const outcome = await read(bytes.subarray(0, length), size, { format: name }).catch((error) => error);
			// An empty input is none that was cut.
			expect(length === 0 ? "InputFault" : outcome.name).toBe("InputFault");
		}),
		{ numRuns: 100 },
	);
});
