"use strict";

// The recorded behaviour of the reference: what each call returned or threw, and every row afterwards.

const fs = require("node:fs");
const path = require("node:path");
const { freshStore, rows } = require("./support/store");
const { DEPARTURES } = require("./support/departures");
const { argument, expected, expectedRow } = require("./support/golden");

const folder = path.join(__dirname, "golden");
const cases = fs
	.readdirSync(folder)
	.filter((name) => name.endsWith(".json"))
	.map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")))
	.map((scenario) => DEPARTURES[scenario.name]?.(scenario) ?? scenario);

test("all recorded scenarios are here", () => {
	expect(cases).toHaveLength(85);
});

describe("golden", () => {
	test.each(cases.map((scenario) => [scenario.name, scenario]))("%s", async (_, scenario) => {
		const data = await freshStore();
		const context = { results: [], created: new Map() };
		for (const step of scenario.steps) {
			const outcome = await run(data, step, context);
			context.results.push(outcome.result);
			for (const row of await rows(data)) context.created.set(row.pk.S, Number(row.ct.N));
			compare(outcome, step);
		}
		const actual = (await rows(data)).map((row) =>
			Object.fromEntries(Object.entries(row).filter(([name]) => !/^kv[1-5]$/.test(name))),
		);
		expect(actual.map(withSortedSets)).toEqual(scenario.items.map(expectedRow).map(withSortedSets));
	});
});

async function run(data, step, context) {
	try {
		if (step.assign) return { result: void Object.assign(data, step.assign) };
		if (step.next !== undefined) return { result: await context.results[step.next].next() };
		const args = step.args.map((arg) => argument(arg, context));
		return { result: await data[step.call](...args) };
	} catch (error) {
		return { error };
	}
}

/** A set of DynamoDB's has no order. */
function withSortedSets(row) {
	const isSet = (value) => ["SS", "NS", "BS"].includes(Object.keys(value ?? {})[0]);
	const sorted = (value) => ({ [Object.keys(value)[0]]: [...Object.values(value)[0]].sort() });
	return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, isSet(value) ? sorted(value) : value]));
}

function compare({ result, error }, step) {
	if (step.error === undefined) {
		if (error) throw error;
		expect(result).toEqual(expected(step.result));
		return;
	}
	expect(error).toBeInstanceOf(Error);
	expect(error.name).toBe(step.error.name);
	if (!step.error.name.endsWith("Exception")) expect(error.message).toBe(step.error.message);
	expect(error.code).toMatch(/^[A-Z_]+$/);
}
