"use strict";

// Dead letters that someone has changed: a replay gives no handler an event that cannot be, loses no letter without its
// event being handled, and goes on with the others.

const fc = require("fast-check");
const { freshStore } = require("../support/store");
const { retries } = require("../support/events");
const { run } = require("../support/random");

let data;
let isBroken;
let handled;
/** The values of one letter of each kind. */
let originals;
let warned;

beforeAll(async () => {
	warned = jest.spyOn(process, "emitWarning").mockImplementation(() => {});
	data = await freshStore();
	retries(data);
	data.events.on("dropped", () => {});
	data.on("*:orders:*", { attempts: 1, deadLetter: "failed" }, (event) => {
		if (isBroken) throw new Error("no");
		handled.push(event);
	});
	isBroken = true;
	await data.set("orders:1", { a: new Set([1]), b: null }, { label1: "l:1", ttl: 4_000_000_000 });
	await data.set("orders:1", { a: 2 });
	await data.remove("orders:1");
	await data.events.idle();
	originals = (await letters()).map(({ value }) => value);
	isBroken = false;
});

beforeEach(() => {
	// Each hint comes once in a process.
	process[Symbol.for("ampt-data.hints")] = new Set();
	warned.mockClear();
});
afterAll(() => warned.mockRestore());

async function letters() {
	return (await data.get("failed:*", { consistent: true, limit: 1000 })).items;
}

/** A copy. The sets of `structuredClone` are not those of a test. */
function copyOf(value) {
	if (Array.isArray(value)) return value.map(copyOf);
	if (value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
	return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copyOf(inner)]));
}

/** Replays a changed letter between two good ones. Its event is missing if it was not given: then the letter stays as it was. */
async function replay(changed) {
	for (const { key } of await letters()) await data.remove(key);
	handled = [];
	const good = copyOf(originals[0]);
	for (const [key, value] of Object.entries({ "failed:a": good, "failed:b": changed, "failed:c": good })) {
		await data.set(key, value, { overwrite: true });
	}
	const before = await data.get("failed:b", { consistent: true });
	const result = await data.events.replay("failed:*");
	const left = await letters();
	expect(left.map(({ key }) => key)).toStrictEqual(handled.length === 3 ? [] : ["failed:b"]);
	if (handled.length === 3) return { result, event: handled[1] };
	expect(left[0].value).toStrictEqual(before);
	return { result };
}

const isDate = (date) => date instanceof Date && !Number.isNaN(date.getTime());

/** Whether a handler of `*:orders:*` can get this event. */
function isPossible({ name, item, previous }) {
	const isImage = ({ key, value, created, modified, ttl, ...labels }) =>
		/^orders:[^\s*|<>][^*|]*$/.test(key) &&
		value !== undefined &&
		[created, modified, ...(ttl === undefined ? [] : [ttl])].every(isDate) &&
		Object.entries(labels).every(([label, text]) => /^label[1-5]$/.test(label) && typeof text === "string");
	const kinds = { created: false, updated: true, deleted: false };
	return (
		Object.hasOwn(kinds, name) &&
		isImage(item) &&
		kinds[name] === (previous !== undefined) &&
		(previous === undefined || (isImage(previous) && previous.key === item.key))
	);
}

test("replays letters as they were", async () => {
	for (const original of originals) {
		const { result, event } = await replay(original);
		expect(result).toStrictEqual({ replayed: 3, failed: 0 });
		expect([event.name, event.item.value]).toStrictEqual([original.name, original.item.value]);
	}
});

test("replays a letter with a corrected value and a note", async () => {
	const changed = copyOf(originals[1]);
	changed.item.value = { corrected: true };
	changed.note = "seen";
	const { result, event } = await replay(changed);
	expect(result).toStrictEqual({ replayed: 3, failed: 0 });
	expect(event.item.value).toStrictEqual({ corrected: true });
});

const CREATED = 0;
const UPDATED = 1;

test.each([
	[UPDATED, ["previous"], 5, "'previous' must be an item"],
	[UPDATED, ["previous"], null, "'previous' must be an item"],
	[UPDATED, ["previous"], undefined, "'previous' must be an item"],
	[UPDATED, ["previous", "key"], "orders:2", "'previous.key' must be the key of 'item'"],
	[CREATED, ["previous"], { key: "orders:1" }, "'previous' must be missing from 'created'"],
	[CREATED, ["handler", "names"], null, "'handler.names' must be a list of event names"],
	[CREATED, ["handler"], 5, "'handler.id' must be text"],
	[CREATED, ["handler", "id"], "other", "this program has no handler of '*:orders:*' in the group 'default'"],
	[CREATED, ["omitted"], 5, "'omitted' must be a list of 'previous' and 'value', or missing"],
	[CREATED, ["omitted"], ["value"], "it was too large to keep 'value'"],
	[CREATED, ["name"], "foo", "'name' must be 'created', 'updated' or 'deleted'"],
	[CREATED, ["item", "key"], "", "'item.key' must be a complete key"],
	[CREATED, ["item", "key"], "orders:*", "'item.key' must be a complete key"],
	[CREATED, ["item", "key"], "others:1", "its handler has no event name for its 'name' and 'item.key'"],
	[CREATED, ["item", "created"], undefined, "'item.created' must be a time in epoch seconds"],
	[CREATED, ["item", "modified"], "2026-01-01", "'item.modified' must be a time in epoch seconds"],
	[CREATED, ["item", "ttl"], 9e15, "'item.ttl' must be a time in epoch seconds, or missing"],
	[CREATED, ["item", "label1"], 5, "'item.label1' must be a label, or missing"],
	[CREATED, ["item", "value"], undefined, "'item.value' must be a value"],
	[CREATED, ["item", "vlaue"], 5, "'item' must have no other parts than 'key', 'value', 'created'"],
	[CREATED, ["attempts"], "x", "'attempts' must be a whole number from 0"],
	[CREATED, ["attempts"], -1, "'attempts' must be a whole number from 0"],
	[CREATED, ["failed"], "yesterday", "'failed' must be a time as ISO 8601 text"],
	[CREATED, ["replaying"], "x", "'replaying' must be a number of epoch milliseconds, or missing"],
])("a letter (%d) whose %j is %j stays, and a warning says why", async (kind, path, value, reason) => {
	const changed = copyOf(originals[kind]);
	change(changed, path, value);

	const { result } = await replay(changed);

	expect(result).toStrictEqual({ replayed: 2, failed: 1 });
	expect(warned.mock.calls).toEqual([
		[expect.stringContaining(reason), { type: "AmptDataWarning", code: "NOT_REPLAYED" }],
	]);
});

test("a letter that has been enlarged to the limit of items stays", async () => {
	const padded = (length) => ({ ...copyOf(originals[CREATED]), padding: "x".repeat(length) });
	let [least, most] = [400_000, 409_600];
	while (most - least > 1) {
		const middle = (least + most) >> 1;
		const fits = await data.set("failed:b", padded(middle), { overwrite: true }).then(
			() => true,
			() => false,
		);
		[least, most] = fits ? [middle, most] : [least, middle];
	}

	const { result } = await replay(padded(least));

	expect(result).toStrictEqual({ replayed: 2, failed: 1 });
}, 60_000);

test.each([[5], ["x"], [[1]], [new Set(["x"])], [{}]])("an item with the value %p stays", async (value) => {
	const { result } = await replay(value);
	expect(result).toStrictEqual({ replayed: 2, failed: 1 });
});

/** Sets a part of a letter, or removes it. */
function change(letter, path, value) {
	const [last, ...rest] = path.toReversed();
	const parent = rest.toReversed().reduce((inner, name) => inner[name], letter);
	if (value === undefined) delete parent[last];
	else parent[last] = value;
}

/** The paths of all parts of a letter, and of some that it lacks. */
function pathsOf(value, path = []) {
	if (value === null || typeof value !== "object" || value instanceof Set) return [path];
	const below = Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, name]));
	const more = Array.isArray(value) ? [] : ["previous", "omitted", "replaying", "ttl", "label2", "x"];
	return [path, ...below, ...more.map((name) => [...path, name])];
}

test("however a letter is changed, it stays or its handler gets an event that can be", async () => {
	const places = originals.flatMap((original, kind) =>
		pathsOf(original)
			.filter((path) => path.length > 0)
			.map((path) => [kind, path]),
	);
	const junk = fc.oneof(
		fc.constantFrom(
			undefined,
			null,
			true,
			0,
			-1,
			1.5,
			5,
			9e15,
			2n ** 70n,
			"",
			" ",
			"x",
			"big:*",
			"orders:2",
			"orders:*",
		),
		fc.constantFrom(
			"created",
			"updated",
			"deleted",
			"2026-11-26T12:00:00.000Z",
			"l:2",
			[],
			{},
			[null],
			["value"],
			["x"],
		),
		fc.constantFrom(new Set(["x"]), new Uint8Array([1]), { key: "orders:1" }, { id: "x", names: ["*"] }),
		fc.string(),
		fc.integer(),
	);
	await run(
		fc.asyncProperty(fc.constantFrom(...places), junk, async ([kind, path], value) => {
			const changed = copyOf(originals[kind]);
			change(changed, path, value);
			const { result, event } = await replay(changed);
			if (event !== undefined) {
				expect(result).toStrictEqual({ replayed: 3, failed: 0 });
				expect(isPossible(event)).toBe(true);
			} else {
				expect(result.replayed).toBe(2);
				// A time in the future says that another process replays it.
				expect(result.failed).toBe(changed.replaying > Date.now() ? 0 : 1);
			}
		}),
		{ numRuns: 200 },
	);
}, 120_000);
