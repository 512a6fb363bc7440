"use strict";

// Handlers that give an event up: `attempts`, `deadLetter` and `data.events.replay`.

const { freshStore } = require("../support/store");
const { collect, gate, retries } = require("../support/events");

let data;
let drops;

beforeEach(async () => {
	data = await freshStore();
	retries(data);
	drops = [];
	data.events.on("dropped", (report) => void drops.push(report));
});

const fail = () => {
	throw Object.assign(new Error("no"), { code: "NO" });
};

/** The dead letters of a collection, in the order of the changes. */
async function letters(collection = "failed") {
	const { items } = await data.get(`${collection}:*`, { consistent: true, limit: 1000 });
	return items;
}

describe("attempts", () => {
	test("ends the attempts of a handler, which is reported", async () => {
		let calls = 0;
		data.on("created", { attempts: 3 }, () => {
			calls++;
			fail();
		});

		await data.set("orders:1", 5);
		await data.events.idle();

		expect(calls).toBe(3);
		expect(drops).toEqual([
			{
				group: "default",
				attempts: 3,
				event: expect.objectContaining({ item: expect.objectContaining({ value: 5 }) }),
			},
		]);
	});

	test("belongs to its handler: those after it get the event, once", async () => {
		const calls = [];
		let fails = 1;
		data.on("created", { attempts: 1 }, () => {
			calls.push("first");
			fail();
		});
		data.on("created", () => {
			calls.push("second");
			if (fails-- > 0) fail();
		});
		data.on("created", { attempts: 1 }, () => {
			calls.push("third");
			fail();
		});

		await data.set("orders:1", 5);
		await data.events.idle();

		expect(calls).toStrictEqual(["first", "second", "second", "third"]);
		expect(drops.map(({ attempts }) => attempts)).toStrictEqual([1, 1]);
	});

	test("counts a timeout, and the collection goes on", async () => {
		const calls = [];
		data.on("*", { attempts: 2, timeout: 30 }, ({ name }) => {
			calls.push(name);
			return name === "created" ? new Promise(() => {}) : undefined;
		});

		await data.set("orders:1", 1);
		await data.set("orders:1", 2);
		await data.events.idle();

		expect(calls).toStrictEqual(["created", "created", "updated"]);
		expect(drops).toHaveLength(1);
	});
});

describe("deadLetter", () => {
	test("keeps what is given up as an item, which says all of it", async () => {
		data.on(["updated:orders:*", "deleted:orders:*"], { attempts: 2, deadLetter: "failed", group: "g" }, fail);
		const value = { set: new Set(["a", "b"]), bytes: new Uint8Array([1, 2]), big: 2n ** 70n, deep: [{ "\0x": null }] };

		await data.set("orders:1", 1, { label1: "l:1", ttl: 4_000_000_000 });
		await data.set("orders:1", value, { overwrite: true, label1: "l:2" });
		await data.remove("orders:1");
		await data.events.idle();

		const found = await letters();
		expect(found.map(({ value }) => value)).toEqual([
			{
				name: "updated",
				item: { key: "orders:1", value, created: expect.any(Number), modified: expect.any(Number), label1: "l:2" },
				previous: {
					key: "orders:1",
					value: 1,
					created: expect.any(Number),
					modified: expect.any(Number),
					label1: "l:1",
					ttl: 4_000_000_000,
				},
				error: { message: "Error: no", code: "NO" },
				attempts: 2,
				group: "g",
				handler: { id: expect.stringMatching(/^[0-9a-f]{16}-1$/), names: ["updated:orders:*", "deleted:orders:*"] },
				failed: expect.stringMatching(/^20.+Z$/),
			},
			expect.objectContaining({ name: "deleted", item: expect.objectContaining({ value }) }),
		]);
		for (const { key } of found)
			expect(key).toMatch(/^failed:20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z-[0-9a-f.]{16,42}-[0-9a-f]{16}$/);
		expect(drops.map(({ deadLetter }) => deadLetter).sort()).toStrictEqual(found.map(({ key }) => key).sort());
	});

	test("keeps the order of the events of a collection, however fast they follow", async () => {
		const given = [];
		data.on("*:orders:*", { attempts: 1, deadLetter: "failed" }, ({ name, item }) => {
			given.push(`${name} ${item.key}`);
			fail();
		});

		for (let round = 0; round < 5; round++) {
			const keys = Array.from({ length: 8 }, (_, index) => `orders:${(index * 5) % 8}`);
			await Promise.all(keys.map((key) => data.set(key, round)));
			await Promise.all(keys.map((key) => data.set(key, -round)));
			await Promise.all(keys.map((key) => data.remove(key)));
		}
		await data.events.idle();

		expect((await letters()).map(({ value }) => `${value.name} ${value.item.key}`)).toStrictEqual(given);
	});

	test.each(["a*", "a|b", ">a"])("takes a collection that is called %p", async (deadLetter) => {
		let isBroken = true;
		data.on("created:orders:*", { attempts: 1, deadLetter }, () => {
			if (isBroken) fail();
		});
		await data.set("orders:1", 1);
		await data.set("a:1", 1);
		await data.events.idle();
		isBroken = false;

		expect(await data.events.replay(`${deadLetter}:*`)).toStrictEqual({ replayed: 1, failed: 0 });
	});

	test("keeps one for each handler and group", async () => {
		for (const group of ["a", "b"]) {
			data.on("created:orders:*", { attempts: 1, deadLetter: "failed", group }, fail);
			data.on("created:orders:*", { attempts: 1, deadLetter: "failed", group }, fail);
		}

		await data.set("orders:1", 1);
		await data.events.idle();

		const handlers = (await letters()).map(({ value }) => `${value.group} ${value.handler.id.slice(-1)}`);
		expect(handlers.sort()).toStrictEqual(["a 1", "a 2", "b 1", "b 2"]);
	});

	test("is an ordinary item with ordinary events, but never becomes a dead letter itself", async () => {
		const created = collect(data, "created:failed:*");
		data.on("*:*:*", { attempts: 1, deadLetter: "failed" }, fail);

		await data.set("orders:1", 1);
		await data.events.idle();

		expect(created).toHaveLength(1);
		expect(await letters()).toHaveLength(1);
		expect(drops.map(({ event, deadLetter }) => [event.item.key, deadLetter === undefined])).toStrictEqual([
			["orders:1", false],
			[created[0].item.key, true],
		]);
	});

	test("of two handlers that name each other's collections ends", async () => {
		data.on("created:*:*", { attempts: 1, deadLetter: "a", group: "g" }, fail);
		data.on("created:*:*", { attempts: 1, deadLetter: "b", group: "g" }, fail);

		await data.set("orders:1", 1);
		await data.events.idle();

		expect([await letters("a"), await letters("b")].map(({ length }) => length)).toStrictEqual([1, 1]);
	});

	test.each([
		["two large images", { text: "x".repeat(250_000) }, { text: "y".repeat(250_000) }, ["previous"]],
		["a value as large as items may be", 1, { text: "y".repeat(409_000) }, ["previous", "value"]],
		["a value as deep as values may be", 1, { a: nested(31) }, ["previous", "value"]],
		["a name that only a root attribute has", 1, { "": 5 }, ["previous", "value"]],
	])("of %s leaves out what does not fit, and says so", async (_, before, after, omitted) => {
		data.on("updated:orders:*", { attempts: 1, deadLetter: "failed" }, fail);

		await data.set("orders:1", before, { overwrite: true });
		await data.set("orders:1", after, { overwrite: true });
		await data.set("orders:2", 1);
		await data.set("orders:2", 2);
		await data.events.idle();

		const found = await letters();
		const [first, second] = ["orders:1", "orders:2"].map((key) => found.find(({ value }) => value.item.key === key));
		expect(first.value).toMatchObject({ name: "updated", omitted, item: { key: "orders:1" } });
		expect(first.value).not.toHaveProperty("previous");
		expect(first.value.item.value).toEqual(omitted.includes("value") ? undefined : after);
		expect(second.value).toMatchObject({ item: { value: 2 }, previous: { value: 1 } });
	});
});

function nested(levels) {
	return levels === 0 ? 1 : { n: nested(levels - 1) };
}

describe("replay", () => {
	let isBroken;
	let handled;

	/** A handler that fails while `isBroken`. */
	function handle(config = {}) {
		isBroken = true;
		handled = [];
		data.on("*:orders:*", { attempts: 1, deadLetter: "failed", ...config }, (event) => {
			handled.push(event);
			if (isBroken) fail();
		});
	}

	test("gives the event to its handler once more, and removes the letter", async () => {
		handle();
		await data.set("orders:1", { set: new Set([1]) }, { label1: "l:1" });
		await data.set("orders:1", 5, { overwrite: true, ttl: 4_000_000_000 });
		await data.events.idle();
		const before = handled;
		handled = [];

		isBroken = false;
		expect(await data.events.replay("failed:*")).toStrictEqual({ replayed: 2, failed: 0 });

		expect(handled).toStrictEqual(before);
		expect(await letters()).toStrictEqual([]);
		expect(await data.events.replay("failed:*")).toStrictEqual({ replayed: 0, failed: 0 });
	});

	test("finds its handler by the collection of the letters, in whatever order handlers were defined", async () => {
		const calls = [];
		const define = (name) =>
			data.on("created:orders:*", { attempts: 1, deadLetter: name }, () => {
				calls.push(name);
				if (isBroken) fail();
			});
		isBroken = true;
		const first = ["mail", "search"].map(define);
		await data.set("orders:1", 5);
		await data.events.idle();
		for (const { remove } of first) remove();

		isBroken = false;
		calls.length = 0;
		define("search");
		expect(await data.events.replay("mail:*")).toStrictEqual({ replayed: 0, failed: 1 });
		define("mail");
		expect(await data.events.replay("mail:*")).toStrictEqual({ replayed: 1, failed: 0 });
		expect(await data.events.replay("search:*")).toStrictEqual({ replayed: 1, failed: 0 });
		expect(calls).toStrictEqual(["mail", "search"]);
	});

	test("counts another attempt of an event that fails again", async () => {
		handle();
		await data.set("orders:1", 5);
		await data.events.idle();

		expect(await data.events.replay("failed:*")).toStrictEqual({ replayed: 0, failed: 1 });
		expect(await data.events.replay("failed:*")).toStrictEqual({ replayed: 0, failed: 1 });

		const [{ value }] = await letters();
		expect(value).toMatchObject({ attempts: 3, error: { message: "Error: no", code: "NO" }, item: { value: 5 } });
		expect(value).not.toHaveProperty("replaying");
	});

	test("takes one letter by its key, or a range", async () => {
		handle();
		for (const key of ["orders:1", "orders:2", "orders:3"]) await data.set(key, 1);
		await data.events.idle();
		const [first, second] = await letters();
		isBroken = false;

		expect(await data.events.replay(first.key)).toStrictEqual({ replayed: 1, failed: 0 });
		expect(await data.events.replay(`failed:>${second.key.slice(7)}`)).toStrictEqual({ replayed: 1, failed: 0 });
		expect(await letters()).toHaveLength(1);
	});

	test("asks the handler of the letter alone", async () => {
		const others = collect(data, "created:orders:*");
		const ofGroup = collect(data, "created:orders:*", { group: "other" });
		handle();
		await data.set("orders:1", 1);
		await data.events.idle();
		isBroken = false;

		expect(await data.events.replay("failed:*")).toStrictEqual({ replayed: 1, failed: 0 });

		expect([others.length, ofGroup.length, handled.length]).toStrictEqual([1, 1, 2]);
	});

	test("obeys the timeout", async () => {
		data.on("created:orders:*", { attempts: 1, deadLetter: "failed", timeout: 20 }, () => new Promise(() => {}));
		await data.set("orders:1", 1);
		await data.events.idle();

		expect(await data.events.replay("failed:*")).toStrictEqual({ replayed: 0, failed: 1 });

		const message = "The handler did not finish within 20 ms.";
		expect((await letters())[0].value).toMatchObject({ attempts: 2, error: { message } });
	});

	test("by two at once handles each letter once", async () => {
		handle();
		for (let index = 0; index < 8; index++) await data.set(`orders:${index}`, index);
		await data.events.idle();
		handled = [];
		isBroken = false;

		const results = await Promise.all([data.events.replay("failed:*"), data.events.replay("failed:*")]);

		expect(results.map(({ replayed }) => replayed).reduce((a, b) => a + b)).toBe(8);
		expect(handled.map(({ item }) => item.value).sort()).toStrictEqual([0, 1, 2, 3, 4, 5, 6, 7]);
		expect(await letters()).toStrictEqual([]);
	});

	test("leaves a letter alone that another process replays, until its claim is over", async () => {
		handle();
		await data.set("orders:1", 1);
		await data.events.idle();
		isBroken = false;
		const [{ key }] = await letters();

		await data.set(key, { replaying: Date.now() + 60_000 });
		expect(await data.events.replay("failed:*")).toStrictEqual({ replayed: 0, failed: 0 });
		await data.set(key, { replaying: Date.now() - 1 });
		expect(await data.events.replay("failed:*")).toStrictEqual({ replayed: 1, failed: 0 });
	});

	test("never brings back a letter that was removed meanwhile", async () => {
		const started = gate();
		const removed = gate();
		let calls = 0;
		data.on("created:orders:*", { attempts: 1, deadLetter: "failed" }, async () => {
			if (calls++ > 0) {
				started.open();
				await removed.opened;
			}
			fail();
		});
		await data.set("orders:1", 1);
		await data.events.idle();

		const replay = data.events.replay("failed:*");
		await started.opened;
		await data.remove((await letters())[0].key);
		removed.open();

		expect(await replay).toStrictEqual({ replayed: 0, failed: 1 });
		expect(await letters()).toStrictEqual([]);
	});

	test("counts letters without their handler as failed, and leaves them", async () => {
		const { remove } = data.on("created:orders:*", { attempts: 1, deadLetter: "failed" }, fail);
		await data.set("orders:1", 1);
		await data.set("failed:0", { name: "created" });
		await data.events.idle();
		remove();
		data.on("created:orders:*", { group: "other" }, () => {});

		expect(await data.events.replay("failed:*")).toStrictEqual({ replayed: 0, failed: 2 });

		expect(await letters()).toHaveLength(2);
	});

	test.each([[undefined], [5], [["failed:*"]], [null]])("refuses %p", async (expression) => {
		await expect(data.events.replay(expression)).rejects.toMatchObject({ code: "INVALID_KEY" });
	});
});

test.each([
	["attempts", 0],
	["attempts", 1.5],
	["attempts", 1001],
	["attempts", null],
	["attempts", "3"],
	["deadLetter", ""],
	["deadLetter", null],
	["deadLetter", "a:b"],
	["deadLetter", " a"],
	["deadLetter", "x".repeat(257)],
	["deadLetter", 5],
])("%s: %p is refused", (option, value) => {
	expect(() => data.on("created", { [option]: value }, () => {})).toThrow(
		expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringContaining(`'${option}'`) }),
	);
});
