// How long the verbs take on the embedded store, beside what every store must at least do: turn
// the document into JSON text and back. Ratios of one run compare; absolute times do not.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Data } from "ampt-data";

const ROUNDS = 7;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ampt-data-bench-"));
const data = Data.open(`file:${folder}`);

const document = (id) => ({
	id,
	name: `Jane Doe ${id}`,
	email: `jane${id}@example.com`,
	age: 42,
	active: true,
	score: 87.65432,
	tags: ["a", "b", "c"],
	address: { street: "1 Main Street", city: "Warsaw", zip: "00-001" },
	bio: "Somebody who is written and read many times, for the sake of a number.",
	since: "2026-01-01T00:00:00.000Z",
});
const key = (id) => `users:${String(id).padStart(6, "0")}`;
const ids = Array.from({ length: 1000 }, (_, id) => id);
const all = (call) => Promise.all(ids.map(call));
const each = async (count, call) => {
	for (let id = 0; id < count; id++) await call(id);
};

/** Name, operations in a round, round. The first is what the ratios refer to. */
const subjects = [
	["JSON text and back", 1000, () => each(1000, (id) => JSON.parse(JSON.stringify(document(id))))],
	["set, 1,000 at a time", 1000, () => all((id) => data.set(key(id), document(id), { label1: `l:${id}` }))],
	["partial update, 1,000 at a time", 1000, () => all((id) => data.set(key(id), { age: id }))],
	["add, 1,000 at a time", 1000, () => all((id) => data.add(`counts:${id}`, 1))],
	["set, one after another", 50, () => each(50, (id) => data.set(key(id), document(id)))],
	["get, one after another", 1000, () => each(1000, (id) => data.get(key(id)))],
	["get, 100 at a time", 1000, () => each(10, () => Promise.all(ids.slice(0, 100).map((id) => data.get(key(id)))))],
	["list of 100", 50, () => each(50, () => data.get("users:*", { limit: 100 }))],
	["list of 100 by label", 50, () => each(50, () => data.getByLabel("label1", "l:*", { limit: 100 }))],
];

const times = subjects.map(() => []);
for (let round = 0; round <= ROUNDS; round++) {
	process.stderr.write(`round ${round} of ${ROUNDS}\n`);
	for (const [index, [, operations, run]] of subjects.entries()) {
		const start = process.hrtime.bigint();
		await run();
		const elapsed = Number(process.hrtime.bigint() - start) / 1000 / operations;
		// The first round warms up.
		if (round > 0) times[index].push(elapsed);
	}
}
await data.close();
fs.rmSync(folder, { recursive: true });

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const medians = times.map(median);
console.log("| | µs per call | ratio |\n| --- | ---: | ---: |");
for (const [index, [name]] of subjects.entries()) {
	console.log(`| ${name} | ${medians[index].toFixed(1)} | ${(medians[index] / medians[0]).toFixed(1)} |`);
}
