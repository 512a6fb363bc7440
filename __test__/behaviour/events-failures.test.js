"use strict";

// Handlers that fail in every possible way, alone and beside other handlers.

const { freshStore } = require("../support/store");
const { collect, gate, names, retries } = require("../support/events");

let data;
let reports;

beforeEach(async () => {
	data = await freshStore();
	reports = retries(data);
});

/** An object with this `then`. */
// biome-ignore lint/suspicious/noThenProperty: the test is about handlers that return a thenable
const thenable = (property) => Object.defineProperty({}, "then", property);
const unreadable = () => ({
	get message() {
		throw new Error("unreadable");
	},
});

function raise(error) {
	throw error;
}

const FAILURES = {
	"an error that is thrown": [() => raise(new TypeError("sync")), "TypeError: sync"],
	"an error that is rejected": [async () => raise(new Error("async")), "Error: async"],
	"text that is thrown": [() => raise("text"), "text"],
	"text that is rejected": [() => Promise.reject("later text"), "later text"],
	"nothing that is thrown": [() => raise(undefined), "undefined"],
	"nothing that is rejected": [() => Promise.reject(), "undefined"],
	"null that is rejected": [() => Promise.reject(null), "null"],
	"a symbol": [() => raise(Symbol("s")), "Symbol(s)"],
	"an object": [() => raise({ status: 503 }), "{ status: 503 }"],
	"an object with a message": [() => raise({ message: "plain" }), "Error: plain"],
	"an object without a prototype": [() => raise(Object.create(null)), "[Object: null prototype] {}"],
	"an object that cannot be read": [() => raise(unreadable()), expect.any(String)],
	"an object that cannot be read, rejected": [async () => raise(unreadable()), expect.any(String)],
	"an error with a name that is none": [
		() => raise(Object.assign(new Error("m"), { name: Symbol("n") })),
		expect.any(String),
	],
	"a proxy that is revoked": [
		() => {
			const { proxy, revoke } = Proxy.revocable({}, {});
			revoke();
			raise(proxy);
		},
		expect.any(String),
	],
	"an error that is its own cause": [
		() => {
			const error = new Error("circle");
			raise(Object.assign(error, { cause: error }));
		},
		"Error: circle",
	],
	"an error with odd characters": [() => raise(new Error('\0 "\\\ud800 😀')), expect.stringContaining("😀")],
	"a thenable that rejects": [
		() => thenable({ value: (_, reject) => reject(new Error("thenable")) }),
		"Error: thenable",
	],
	"a thenable that throws": [() => thenable({ value: () => raise(new Error("then")) }), "Error: then"],
	"a then that cannot be read": [() => thenable({ get: () => raise(new Error("no then")) }), "Error: no then"],
};

test("anything thrown is reported and retried, and affects no other event", async () => {
	const keys = Object.keys(FAILURES);
	const failed = new Set();
	const handled = [];
	data.on("created:*", ({ item }) => {
		if (failed.has(item.key)) return handled.push(item.key);
		failed.add(item.key);
		return FAILURES[item.key][0]();
	});
	const others = collect(data, "created:calm:*");

	for (const [index, key] of keys.entries()) {
		await data.set(key, index);
		await data.set(`calm:${index}`, index);
	}
	await data.events.idle();

	expect(handled.sort()).toStrictEqual(keys.toSorted());
	expect(others.map(({ item }) => item.value)).toStrictEqual([...keys.keys()]);
	expect(Object.fromEntries(reports.map(({ event, error }) => [event.item.key, error]))).toEqual(
		Object.fromEntries(keys.map((key) => [key, FAILURES[key][1]])),
	);
});

test("a handler that fails holds up its own collection only", async () => {
	const calm = gate();
	let isCalm = false;
	const handled = [];
	data.on("*:stormy:*", async ({ item }) => {
		if (!isCalm) throw new Error("Not yet");
		handled.push(item.key);
	});
	data.on("*:calm:*", async ({ item }) => {
		handled.push(item.key);
		isCalm = true;
		calm.open();
	});
	const failed = gate();
	data.events.on("retry", failed.open);

	await data.set("stormy:1", 1);
	await data.set("stormy:2", 1);
	await failed.opened;
	await data.set("calm:1", 1);
	await calm.opened;
	await data.events.idle();

	expect(handled).toStrictEqual(["calm:1", "stormy:1", "stormy:2"]);
});

test("a handler that succeeded is not called again because a later one failed", async () => {
	const calls = [];
	const fails = new Map([["second", 2]]);
	for (const name of ["first", "second", "third"]) {
		data.on("created", async () => {
			calls.push(name);
			const left = fails.get(name) ?? 0;
			fails.set(name, left - 1);
			if (left > 0) throw new Error(name);
		});
	}

	await data.set("a", 1);
	await data.events.idle();

	expect(calls).toStrictEqual(["first", "second", "second", "second", "third"]);
});

test("the attempts of each handler are counted separately", async () => {
	const failOnce = () => {
		let fails = 1;
		return () => {
			if (fails-- > 0) throw new Error("once");
		};
	};
	data.on("created", failOnce());
	data.on("created", failOnce());

	await data.set("a", 1);
	await data.events.idle();

	expect(reports.map(({ attempts }) => attempts)).toStrictEqual([1, 1]);
});

describe("a handler that exceeds its timeout", () => {
	test("fails and runs again", async () => {
		let calls = 0;
		data.on("created", { timeout: 50 }, () => {
			calls++;
			return calls === 1 ? new Promise(() => {}) : undefined;
		});
		const others = collect(data, "created");

		await data.set("a", 1);
		await data.events.idle();

		expect(calls).toBe(2);
		expect(reports.map(({ error }) => error)).toStrictEqual(["The handler did not finish within 50 ms."]);
		expect(names(others)).toStrictEqual(["created a"]);
	});

	test("is ignored when it ends later", async () => {
		const first = gate();
		const second = gate();
		const third = gate();
		let calls = 0;
		data.on("created", { timeout: 200 }, async () => {
			calls++;
			if (calls === 1) return first.opened;
			second.open();
			return third.opened;
		});

		await data.set("list:1", 1);
		await second.opened;
		first.open();
		await first.opened;
		third.open();
		await data.events.idle();

		expect(calls).toBe(2);
	});
});
