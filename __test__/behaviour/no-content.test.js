"use strict";

// Errors and warnings end up in logs. They name keys, labels, options and places in a value, but never stored data.

const fs = require("node:fs");
const path = require("node:path");
const { USERS } = require("../support/typed-collections");
const { freshStore, temporaryFolder } = require("../support/store");

const MARKER = "m4rk3r";
const NUMBER = 8_765_309;

let data;
let emitted;
beforeEach(async () => {
	data = await freshStore();
	delete process[Symbol.for("ampt-data.hints")];
	emitted = jest.spyOn(process, "emitWarning").mockImplementation(() => {});
});
afterEach(() => emitted.mockRestore());

const users = (options) => data.collection("users", { ...USERS, ...options });

class Instance {
	constructor() {
		this.secret = MARKER;
	}
	toString() {
		return MARKER;
	}
	get [Symbol.toStringTag]() {
		return MARKER;
	}
}
const named = (name) => new ({ [name]: class {} })[name]();
const row = (columns) => ({ pk: { S: "k" }, sk: { S: "0" }, ct: { N: "1" }, md: { N: "1" }, ...columns });
const huge = MARKER.repeat(100_000);

const VALUES = {
	"an instance": { a: new Instance() },
	"an instance of a class with an odd name": { a: named(`${MARKER} x`) },
	"a symbol": { a: Symbol(MARKER) },
	"a symbol as the value": Symbol(MARKER),
	"a function": () => MARKER,
	"an error": new Error(MARKER),
	"a promise": Promise.resolve(MARKER),
	"a mixed set": new Set([MARKER, 1]),
	"a bigint": { n: BigInt(`${NUMBER}${"7".repeat(40)}`) },
	"a set of bigints": new Set([BigInt(`${NUMBER}${"7".repeat(40)}`)]),
	"a tiny number": { n: NUMBER * 1e-200 },
	"a map with an object as a key": new Map([[{ toString: () => MARKER }, 1]]),
	"a nested $add": { a: { b: { $add: MARKER } } },
	"$add of a text": { $add: MARKER },
	"$add of a text in an attribute": { a: { $add: MARKER } },
	"$add beside others": { a: { $add: 1, b: MARKER } },
	"$append of a text": { a: { $append: MARKER } },
	"$union of several kinds": { a: { $union: [MARKER, NUMBER] } },
	"$merge of a text": { a: { $merge: MARKER } },
	"a nested $append": { a: { b: { $append: [MARKER] } } },
	"too large": huge,
	"too large inside": { a: [huge] },
	"too deep": JSON.parse(`${"[".repeat(40)}"${MARKER}"${"]".repeat(40)}`),
	"an empty name": { a: { "": MARKER } },
};

const REFUSED = {
	...Object.fromEntries(Object.entries(VALUES).map(([name, value]) => [name, () => data.set("k", value)])),
	...Object.fromEntries(
		Object.entries(VALUES).map(([name, value]) => [
			`${name}, as a default`,
			() => data.set("k", undefined, { default: value }),
		]),
	),
	...Object.fromEntries(
		Object.entries(VALUES).map(([name, value]) => [
			`${name}, in a batch`,
			() => data.set([{ key: "k", value }], { overwrite: true }),
		]),
	),
	...Object.fromEntries(
		Object.entries(VALUES).map(([name, value]) => [`${name}, in a seed`, () => data.seed([{ key: "k", value }])]),
	),
	"a default of another kind": () => data.set("k", MARKER, { default: [MARKER] }),
	"no value": () => data.set("k", undefined),
	"a single value over an object": async () => {
		await data.set("k", { a: MARKER });
		await data.set("k", MARKER);
	},
	"an addition to a text": async () => {
		await data.set("k", MARKER);
		await data.add("k", 1);
	},
	"an addition to a text attribute": async () => {
		await data.set("k", { a: MARKER });
		await data.add("k", "a", 1);
	},
	"an array appended to a text": async () => {
		await data.set("k", { a: MARKER });
		await data.set("k", { a: { $append: [NUMBER] } });
	},
	"a merge into a text": async () => {
		await data.set("k", { a: MARKER });
		await data.set("k", { a: { $merge: { b: NUMBER } } });
	},
	"an addition of a text": () => data.add("k", MARKER),
	"an addition of an object": () => data.add("k", "a", { [MARKER]: 1 }),
	"an item that exists": async () => {
		await data.set("k", MARKER);
		await data.set("k", MARKER, { exists: false });
	},
	"an item that does not exist": () => data.set("k", MARKER, { exists: true }),
	"another created": async () => {
		await data.set("k", MARKER);
		await data.set("k", MARKER, { overwrite: true, created: NUMBER });
	},
	"an update beyond 400 KB": async () => {
		await data.set("k", { a: MARKER.repeat(60_000) });
		await data.set("k", { b: MARKER.repeat(60_000) });
	},
	"a batch with a key twice": () =>
		data.set(
			["k", "k"].map((key) => ({ key, value: MARKER })),
			{ overwrite: true },
		),
	"a batch item that is none": () => data.set([MARKER], { overwrite: true }),
	"a batch without keys": () => data.set([{ value: MARKER }], { overwrite: true }),
	"a batch that is too long": () =>
		data.set(Array.from({ length: 26 }, (_, index) => ({ key: `k${index}`, value: MARKER }))),
	"a seed that is none": () => data.seed({ key: "k", value: MARKER }),
	"an import that is none": () => data.import({ key: "k", value: MARKER }),
	"a row with another type": () => data.import([row({ val: { S: [MARKER] } })]),
	"a row with an unknown type": () => data.import([row({ val: { [MARKER]: MARKER } })]),
	"a row with bytes that are none": () => data.import([row({ _a: { B: `*${MARKER}` } })]),
	"a row with a number that is none": () => data.import([row({ _a: { N: MARKER } })]),
	"a row with a date that is none": () => data.import([row({ ct: { N: MARKER } })]),
	"an item with a date that is none": () => data.import([{ key: "k", value: 1, created: MARKER }]),
	"an item without a key": () => data.import([{ value: MARKER }]),
	"a value that a schema refuses": () => users().create({ id: 1, email: MARKER }),
	"a value without a key": () => users({ key: "other" }).create({ id: "k", email: MARKER }),
	"a value with a label that splits": () => users().create({ id: "k", team: `${MARKER}:${NUMBER}` }),
	"a value with a label that is none": () => users().create({ id: "k", team: [MARKER] }),
	"a unique value that cannot be one": () => users().create({ id: "k", email: [MARKER] }),
	"a unique value that is taken": async () => {
		await users().create({ id: "a", email: MARKER });
		await users().create({ id: "b", email: MARKER });
	},
	"a unique value under whose marker there is something else": async () => {
		await data.set(`users.email:${MARKER}`, NUMBER);
		await users().create({ id: "b", email: MARKER });
	},
	"a patch with an operator": () => users().update("k", { n: { $append: [MARKER] } }),
	"a patch that changes the key": async () => {
		await users().create({ id: "a", email: MARKER });
		await users().update("a", { id: MARKER });
	},
	"a patch that is none": () => users().update("k", MARKER),
	"records that are none": () => data.streamHandler()({ Records: MARKER }),
	"a record that is none": () => data.streamHandler()({ Records: [{ dynamodb: { NewImage: { a: { S: MARKER } } } }] }),
};

test.each(Object.keys(REFUSED))("%s", async (name) => {
	const error = await REFUSED[name]().then(
		() => undefined,
		(error) => error,
	);
	// Some stores accept what others refuse. Neither may show stored data.
	const said = [
		error?.message,
		error?.stack?.split("\n    at ")[0] ?? "",
		String(error?.cause ?? ""),
		...emitted.mock.calls.flat().map(String),
	];
	for (const text of said) {
		expect(text).not.toContain(MARKER);
		expect(text).not.toContain(String(NUMBER));
	}
	expect(error?.code).toMatch(/^[A-Z_]+$/);
});

test("a seed from a file that is not JSON", async () => {
	const file = path.join(temporaryFolder(), "seed.json");
	fs.writeFileSync(file, `[{"key":"k","value":"${MARKER}}]`);
	const error = await data.seed(file).catch((error) => error);
	expect(error).toMatchObject({ code: "INVALID_VALUE", message: `The file '${file}' is not JSON.` });
	await expect(data.seed("./nowhere.json")).rejects.toThrow("The file './nowhere.json' cannot be read: ENOENT.");
});
