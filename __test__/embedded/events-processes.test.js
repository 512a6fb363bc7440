"use strict";

// Events of several processes on one folder: which process handles them, and what happens when one ends.

const { Data } = require("../..");
const { run, start, until } = require("../support/programs");
const { temporaryFolder } = require("../support/store");

let url;

beforeEach(() => {
	url = `file:${temporaryFolder()}?durability=relaxed`;
});

/** Handles all events and prints them. */
const handle = `data.on("*", ({ name, item }) => say(name + " " + item.key)); await data.events.idle();`;

test("changes before the first registration are not seen", async () => {
	await run(url, `await data.set("a", 1);`);

	expect(await run(url, handle)).toStrictEqual([]);
});

test("changes made while no process has handlers are kept for the next process", async () => {
	expect(await run(url, handle)).toStrictEqual([]);
	await run(url, `await data.set("list:a", 1); await data.set("list:a", 2);`);
	await run(url, `await data.remove("list:a");`);

	expect(await run(url, handle)).toStrictEqual(["created list:a", "updated list:a", "deleted list:a"]);
	expect(await run(url, handle)).toStrictEqual([]);
});

test("when the handling process is killed, another takes over", async () => {
	const first = start(
		url,
		`
			data.on("*", ({ item }) => { say("first " + item.key); return new Promise(() => {}); });
			await data.set("list:1", 1);
			await data.set("list:2", 1);
		`,
	);
	await until(first, "first list:1");
	const second = start(
		url,
		`
			data.on("*", ({ item }) => say("second " + item.key));
			data.events.run().then(() => say("over"));
			await data.set("list:3", 1);
			say("ready");
		`,
	);
	await until(second, "ready");
	expect(second.lines).toStrictEqual(["ready"]);

	first.kill("SIGKILL");
	await until(second, "second list:3");
	second.kill("SIGTERM");

	expect((await first.ended).signal).toBe("SIGKILL");
	expect((await second.ended).code).toBe(0);
	expect(first.lines).toStrictEqual(["first list:1"]);
	expect(second.lines).toStrictEqual(["ready", "second list:1", "second list:2", "second list:3", "over"]);
});

test("a process with a blocked event loop leaves the events to another, and rejoins", async () => {
	const first = start(
		url,
		`
			data.on("*", ({ item }) => say("first " + item.key));
			data.events.run();
			await data.set("list:1", 1);
			setTimeout(() => {
				say("stands still");
				Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 8000);
				say("goes on");
			}, 100);
		`,
	);
	await until(first, "stands still");
	const second = start(
		url,
		`
			data.on("*", ({ item }) => say("second " + item.key));
			data.events.run();
			await data.set("list:2", 1);
		`,
	);
	await until(second, "second list:2");
	expect(first.lines).toStrictEqual(["first list:1", "stands still"]);
	await until(first, "goes on");
	second.kill("SIGTERM");
	await second.ended;
	await run(url, `await data.set("list:3", 1);`);
	await until(first, "first list:3");
	first.kill("SIGTERM");
	await first.ended;

	expect(first.lines.filter((line) => line.endsWith("list:2"))).toStrictEqual([]);
}, 30_000);

test("each event is handled by one of the processes, even while they come and go", async () => {
	const worker = `
		data.on("*", async ({ item }) => {
			await data.get(item.key);
			say(item.key);
		});
		setImmediate(() => say("up"));
		await data.events.run();
	`;
	const children = [start(url, worker), start(url, worker)];
	const handled = () => children.flatMap(({ lines }) => lines.filter((line) => line !== "up"));
	const handledAll = (count) =>
		new Promise((resolve) => {
			const look = () => handled().length >= count && resolve();
			for (const child of children) child.stdout.on("data", look);
			look();
		});
	await Promise.all(children.map((child) => until(child, "up")));
	const data = Data.open(url);
	const keys = Array.from({ length: 400 }, (_, index) => `n${index % 7}:${1000 + index}`);

	for (const [index, key] of keys.entries()) {
		await data.set(key, index);
		if (index === 0 || index % 100 > 0) continue;
		// During the load, one process leaves and another joins.
		const leaving = children[index / 100 - 1];
		await handledAll(index / 2);
		leaving.kill("SIGTERM");
		expect(await leaving.ended).toStrictEqual({ code: 0, signal: null });
		const coming = start(url, worker);
		children.push(coming);
		await until(coming, "up");
	}
	await handledAll(keys.length);
	for (const child of children) child.kill("SIGTERM");
	await Promise.all(children.map((child) => child.ended));
	await data.close();

	expect(handled().toSorted()).toStrictEqual(keys.toSorted());
	for (const { lines } of children) {
		const own = lines.filter((key) => key.startsWith("n0:"));
		expect(own).toStrictEqual(own.toSorted());
	}
});

describe("attempts continue to count", () => {
	const failing = `data.on("*", () => { throw new Error("Not here"); });`;
	const report = `data.events.on("retry", ({ attempts }) => { say("failed " + attempts);`;

	test("after a process that ended by itself", async () => {
		const first = await run(url, `${report} if (attempts === 3) data.close(); }); ${failing} await data.set("a", 1);`);
		const second = await run(url, `${report} data.close(); }); ${failing} await data.events.run();`);

		expect(first).toStrictEqual(["failed 1", "failed 2", "failed 3"]);
		expect(second).toStrictEqual(["failed 4"]);
	});

	test("after a process that was killed", async () => {
		const first = start(
			url,
			`
				let calls = 0;
				data.events.on("retry", () => {});
				data.on("*", () => {
					say("call " + ++calls);
					if (calls === 3) return new Promise(() => {});
					throw new Error("Not here");
				});
				await data.set("a", 1);
			`,
		);
		await until(first, "call 3");
		first.kill("SIGKILL");
		await first.ended;
		const second = await run(url, `${report} data.close(); }); ${failing} await data.events.run();`);

		expect(second).toStrictEqual(["failed 3"]);
	});

	test("and the next process does not repeat a handler that succeeded", async () => {
		await run(
			url,
			`
				data.events.on("retry", () => data.close());
				data.on("*", () => {});
				${failing}
				await data.set("a", 1);
			`,
		);
		const second = await run(
			url,
			`
				data.on("*", () => say("first handler"));
				data.on("*", () => say("second handler"));
				await data.events.idle();
			`,
		);

		expect(second).toStrictEqual(["second handler"]);
	});
});
