"use strict";

// Handlers that return, throw and reject hostile values. None may end the process or fill its memory, and each call
// counts as exactly one attempt.

const { Handlers } = require("../../lib/handlers");
const { freshStore } = require("../support/store");
const { retries } = require("../support/events");

const thenable = (then) => ({ then });
// biome-ignore lint/suspicious/noThenProperty: the test is about handlers that return a thenable
const withThen = (promise, property) => Object.defineProperty(promise, "then", property);
function raise(error) {
	throw error;
}
const endless = thenable((resolve) => resolve(endless));
const nested = (depth) => (depth === 0 ? "done" : thenable((resolve) => resolve(nested(depth - 1))));
const large = "x".repeat(100_000_000);

const SUCCEED = {
	"a thenable that calls both": () =>
		thenable((resolve, reject) => {
			resolve();
			reject(new Error("both"));
		}),
	"a thenable that resolves, then throws": () =>
		thenable((resolve) => {
			resolve();
			raise(new Error("late"));
		}),
	"a thenable that resolves twice": () =>
		thenable((resolve) => {
			resolve(1);
			resolve(thenable(() => raise("two")));
		}),
	"a thenable within thenables": () => nested(50),
	"a then that is no function": () => thenable(1),
	"a function": () => () => raise(new Error("called")),
	"100 MB": () => large,
};

const FAIL = {
	"a thenable that never ends": [() => endless, /never ends/],
	"a thenable that rejects twice": [
		() =>
			thenable((_, reject) => {
				reject("one");
				reject("two");
			}),
		/^one$/,
	],
	"a promise whose then throws": [
		() => withThen(Promise.resolve(), { value: () => raise(new Error("own then")) }),
		/own then/,
	],
	"a promise whose then cannot be read": [
		() => withThen(Promise.resolve(), { get: () => raise(new Error("own getter")) }),
		/own getter/,
	],
	"a promise of a species that throws": [
		() =>
			Object.defineProperty(Promise.resolve(), "constructor", {
				value: {
					get [Symbol.species]() {
						throw new Error("species");
					},
				},
			}),
		/species/,
	],
	"an error with 100 MB": [() => raise(new Error(large)), /^Error: x{100}/],
	"an error with a name of 100 MB": [() => raise(Object.assign(new Error("m"), { name: large })), /^x{100}/],
	"text of 100 MB": [() => Promise.reject(large), /^x{100}/],
	"an object with 100 MB": [() => raise({ [large]: large, large, inner: { large } }), /x{100}/],
	"a million names": [() => raise(Object.fromEntries(Array.from({ length: 1e6 }, (_, i) => [i, i]))), /large object/],
	"an array of large texts": [() => raise(Array(1000).fill(Array(1000).fill(large))), /\[Array\]/],
	"bytes of 100 MB": [() => raise(new Uint8Array(100_000_000)), /Uint8Array/],
	"a name that throws": [
		() =>
			raise({
				message: "m",
				get name() {
					throw new Error("name");
				},
			}),
		/cannot be shown/,
	],
	"an inspection of its own": [
		() => raise({ [Symbol.for("nodejs.util.inspect.custom")]: () => raise(new Error("inspect")) }),
		/./,
	],
	"a proxy whose traps throw": [
		() => raise(new Proxy({}, new Proxy({}, { get: () => () => raise(new Error("trap")) }))),
		/cannot be shown/,
	],
};

test("whatever a handler returns or throws counts as one attempt, with an error of limited length", async () => {
	const data = await freshStore();
	const reports = retries(data);
	const cases = { ...Object.fromEntries(Object.entries(FAIL).map(([name, [act]]) => [name, act])), ...SUCCEED };
	const calls = {};
	data.on("created", { concurrency: 1 }, ({ item }) => {
		calls[item.key] = (calls[item.key] ?? 0) + 1;
		return calls[item.key] === 1 ? cases[item.key]() : undefined;
	});

	await Promise.all(Object.keys(cases).map((key) => data.set(key, 1)));
	await data.events.idle();

	const failed = Object.fromEntries(reports.map(({ event, error }) => [event.item.key, error]));
	expect(Object.keys(failed).toSorted()).toStrictEqual(Object.keys(FAIL).toSorted());
	expect(reports).toHaveLength(Object.keys(FAIL).length);
	for (const [key, error] of Object.entries(failed)) {
		expect({ key, error }).toStrictEqual({ key, error: expect.stringMatching(FAIL[key][1]) });
		expect(error.length).toBeLessThanOrEqual(2000);
	}
	for (const key of Object.keys(cases))
		expect({ key, calls: calls[key] }).toStrictEqual({ key, calls: key in FAIL ? 2 : 1 });
}, 60_000);

test("listeners can return and throw the same values", async () => {
	const data = await freshStore();
	const warned = jest.spyOn(process, "emitWarning").mockImplementation(() => {});
	for (const act of Object.values(SUCCEED)) data.events.on("retry", act);
	for (const [act] of Object.values(FAIL)) data.events.on("retry", act);
	let fails = 1;
	data.on("created", () => fails-- > 0 && raise(new Error("once")));

	await data.set("a", 1);
	await data.events.idle();
	await new Promise(setImmediate);

	const messages = warned.mock.calls.filter(([, { code }]) => code === "LISTENER_FAILED").map(([message]) => message);
	warned.mockRestore();
	expect(messages).toHaveLength(Object.keys(FAIL).length);
}, 60_000);

describe("an event that cannot be read", () => {
	const unreadable = '!{"name":"created","item":{"key":"a","value":{"\\u0000BS":[null]},"created":1,"modified":1}}';

	/** A fake native part with these `runs` and `reports`. */
	function native(runs, reports) {
		const calls = [];
		const record =
			(name) =>
			(...args) =>
				void calls.push([name, ...args]);
		return {
			calls,
			subscribe: () => undefined,
			time: () => undefined,
			runs: () => runs.splice(0),
			reports: () => reports.splice(0),
			ran: record("ran"),
			giveUp: record("giveUp"),
			nudge: record("nudge"),
		};
	}

	test.each([unreadable, "{", ""])("is given up and reaches no handler: %j", (text) => {
		const fake = native([1, 7, 0, text], []);
		const handlers = new Handlers(fake);
		const handler = jest.fn();
		handlers.add(["created"], {}, handler);

		handlers.dispatch();

		expect(handler).not.toHaveBeenCalled();
		expect(fake.calls).toStrictEqual([["giveUp", 1, 7]]);
	});

	test("is reported as a missed change when its time is over", () => {
		const event = unreadable.slice(1);
		const fake = native([], [`!{"group":"g","type":"dropped","event":${event},"attempts":0}`]);
		const handlers = new Handlers(fake);
		const gaps = [];
		handlers.listen("gap", (gap) => gaps.push(gap));

		handlers.dispatch();

		expect(gaps).toStrictEqual([{ group: "g", changes: 1, reason: "An event cannot be read." }]);
	});
});
