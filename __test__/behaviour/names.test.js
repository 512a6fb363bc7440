"use strict";

// Attributes can have any name: random JSON with names that an engine or a library interprets comes back unchanged.

const fc = require("fast-check");
const { NAMES } = require("../support/names");
const { freshStore, onDynamo } = require("../support/store");
const { run } = require("../support/random");

let data;
beforeEach(async () => {
	data = await freshStore();
});

const names = fc.constantFrom(...NAMES);
const leaf = fc.oneof(
	...[
		fc.string({ unit: "grapheme" }),
		fc.boolean(),
		fc.constant(null),
		fc.integer(),
		fc.constantFrom("42", "1e9", "\u0001", "$add"),
	],
	...[fc.constantFrom("ArrayBuffer", "Set", "McLaren", "Object").map((name) => ({ constructor: { name } }))],
);
const { value } = fc.letrec((tie) => ({
	value: fc.oneof(
		{ maxDepth: 4, depthIdentifier: "value" },
		leaf,
		object(tie("value")),
		fc.array(tie("value"), { maxLength: 4 }),
	),
}));

/** Objects as `JSON.parse` creates them, which may have an attribute `__proto__`. */
function object(inner) {
	return fc
		.uniqueArray(fc.tuple(names, inner), { maxLength: 5, selector: ([name]) => name })
		.map((entries) =>
			JSON.parse(`{${entries.map(([name, of]) => `${JSON.stringify(name)}:${JSON.stringify(of)}`).join()}}`),
		);
}

const sorted = (value) =>
	JSON.stringify(value, (_, inner) =>
		inner === null || typeof inner !== "object" || Array.isArray(inner)
			? inner
			: Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)),
	);

test("random plain JSON comes back equal, whatever the names of its attributes", async () => {
	await run(
		fc.asyncProperty(fc.record({ is: value }), object(value), async (wrapped, whole) => {
			for (const given of [wrapped, whole]) {
				// Values that are not objects, and nulls at the root, have meanings of their own.
				const stored = sorted(JSON.parse(sorted(given)) && given);
				const options = { overwrite: true, removeNulls: false };
				expect(sorted(await data.set("k", given, options))).toBe(stored);
				expect(sorted(await data.get("k"))).toBe(stored);
				await data.set("c:1", {}, { overwrite: true });
				expect(sorted(await data.set("c:1", given, { removeNulls: false }))).toBe(stored);
				expect(sorted((await data.get("c:*")).items[0].value)).toBe(stored);
				await data.set([{ key: "b", value: given, removeNulls: false }], { overwrite: true });
				expect(sorted((await data.get(["b"])).items[0].value)).toBe(stored);
			}
		}),
		{ numRuns: onDynamo ? 60 : 300 },
	);
}, 120_000);

test("every such name survives alone, and in export and import", async () => {
	const other = await freshStore();
	const value = Object.fromEntries(NAMES.map((name) => [name, { [name]: "42", in: [{ [name]: { [name]: 1 } }] }]));
	await data.set("all", value);
	for (const [index, name] of NAMES.entries()) await data.set(`one:${index}`, { is: { [name]: "42" } });
	for (const raw of [true, false]) {
		await other.truncate();
		await other.import(data.export({ raw }));
		expect(sorted(await other.get("all"))).toBe(sorted(value));
		for (const [index, name] of NAMES.entries()) {
			expect(sorted(await other.get(`one:${index}`))).toBe(sorted({ is: { [name]: "42" } }));
		}
	}
});

test("a default is merged under such names", async () => {
	const nested = (leaf) => ({ is: Object.fromEntries(NAMES.map((name) => [name, { [leaf]: "42" }])) });
	const stored = await data.set("k", nested("x"), { default: nested("y") });
	for (const name of NAMES) expect(stored.is[name]).toEqual({ x: "42", y: "42" });
});
