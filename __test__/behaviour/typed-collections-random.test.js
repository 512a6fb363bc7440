"use strict";

// Random calls of a collection, one after another, against a model; on the embedded store with a clock that runs on. Now
// and then, all markers and labels are compared with the items.

const { Data } = require("../..");
const { USERS, consistency, invoke, markerOf, randomCall } = require("../support/typed-collections");
const { randomOf } = require("../support/random");
const { freshStore, onDynamo } = require("../support/store");

// A call on the test server takes ten times as long.
const CALLS = Number(process.env.AMPT_TEST_CALLS ?? (onDynamo ? 2_000 : 10_000));
const EACH = 250;
const seed = Number(process.env.AMPT_TEST_SEED ?? Date.now() % 2 ** 31);

/** What is stored, and what each call does. Time is in epoch seconds. */
class Model {
	#items = new Map();
	now = 0;

	/** What a call resolves to, or the code, the key and the attribute of its error. */
	after({ verb, id, attributes, patch, ttl }) {
		const before = this.#live(id);
		if (verb === "remove") {
			this.#items.delete(id);
			return true;
		}
		if (verb === "reindex") return { items: this.all().length, changed: 0, freed: 0 };
		if (verb === "update" && before === undefined) return ["ITEM_NOT_FOUND", id, undefined];
		if (verb === "create" && before !== undefined) return ["ITEM_EXISTS", id, undefined];
		const value = defined(verb === "update" ? { ...before.value, ...patch } : { id, ...attributes });
		const conflict = this.#conflict(id, value);
		if (conflict !== undefined) return ["NOT_UNIQUE", ...conflict];
		this.#items.set(id, { value, expiry: this.#expiry(ttl, verb === "update" ? before.expiry : undefined) });
		return value;
	}

	all() {
		return [...this.#items.keys()].sort().flatMap((id) => this.#live(id)?.value ?? []);
	}

	#expiry(ttl, before) {
		if (ttl === undefined) return before;
		return ttl === null ? undefined : ttl < 315_360_000 ? this.now + ttl : ttl;
	}

	#live(id) {
		const item = this.#items.get(id);
		return item === undefined || item.expiry <= this.now ? undefined : item;
	}

	#conflict(id, value) {
		for (const attribute of USERS.unique) {
			if (value[attribute] === undefined || value[attribute] === null) continue;
			const marker = markerOf(attribute, value[attribute]);
			const owner = [...this.#items.keys()].find((other) => {
				const has = this.#live(other)?.value[attribute];
				return other !== id && has !== undefined && has !== null && markerOf(attribute, has) === marker;
			});
			if (owner !== undefined) return [owner, attribute];
		}
		return undefined;
	}
}

const defined = (value) => Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));

test(`${CALLS} random calls do what a model does, and leave markers and labels that agree with their items`, async () => {
	console.log(`AMPT_TEST_SEED=${seed} AMPT_TEST_CALLS=${CALLS}`);
	const random = randomOf(seed);
	const data = onDynamo ? await freshStore() : Data.open("memory:");
	const users = data.collection("users", USERS);
	const model = new Model();
	// The seconds of a `ttl` pass only where the clock is ours.
	let time = 1_900_000_000_000;
	const pass = async (milliseconds) => {
		time += milliseconds;
		if (!onDynamo) await data.clock.set(time);
		model.now = onDynamo ? 1_800_000_000 : Math.floor(time / 1000);
	};
	await pass(0);
	for (let number = 1; number <= CALLS; number++) {
		const call = randomCall(random);
		if (onDynamo && call.ttl === 5) call.ttl = 100_000;
		const done = await invoke(users, call).catch(({ code, key, attribute }) => [code, key, attribute]);
		expect([number, call, done]).toEqual([number, call, model.after(call)]);
		if (random() < 0.2) await pass(Math.floor(random() * 3000));
		if (number % EACH > 0 && number < CALLS) continue;
		const { expected, found } = await consistency(data);
		expect([number, found]).toEqual([number, expected]);
		expect((await users.get("*")).items.map(({ value }) => value)).toEqual(model.all());
	}
	await data.close();
}, 600_000);
