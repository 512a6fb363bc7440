"use strict";

// When processes with handlers end: by themselves, after their events are handled.

const { execFile } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { library, run, start, until } = require("../support/programs");
const { temporaryFolder } = require("../support/store");

const stores = () => [`file:${temporaryFolder()}`, "memory:"];

describe("by itself", () => {
	test("a process ends once the events of its own writes are handled", async () => {
		for (const url of stores()) {
			const lines = await run(
				url,
				`
					data.on("created", async ({ item }) => {
						await new Promise((resolve) => setTimeout(resolve, 50).unref());
						say("handled " + item.key + " " + (await data.get(item.key)));
						if (item.key === "a") data.set("b", 2);
					});
					await data.set("a", 1);
					data.set("c", 3);
					say("set");
				`,
			);

			expect(lines.toSorted()).toStrictEqual(["handled a 1", "handled b 2", "handled c 3", "set"]);
		}
	});

	test("whether the last write was awaited or not", async () => {
		for (let round = 0; round < 20; round++) {
			const lines = await run("memory:", `data.on("*", ({ item }) => say(item.key)); data.set("a", 1);`);

			expect(lines).toStrictEqual(["a"]);
		}
	});

	test("so does a process with the store of the environment", async () => {
		const env = { AMPT_DATA_URL: `file:${temporaryFolder()}` };

		const lines = await run(
			undefined,
			`
				data.on("*", ({ item }) => say(item.key));
				await data.set("a", 1);
			`,
			env,
		);

		expect(lines).toStrictEqual(["a"]);
	});

	test("handlers alone do not keep a process alive", async () => {
		for (const url of stores()) {
			const lines = await run(url, `data.on("*", () => {}); data.on("*", { group: "mail" }, () => {}); say("end");`);

			expect(lines).toStrictEqual(["end"]);
		}
	});

	test("a process ends after its last handler was removed", async () => {
		for (const url of stores()) {
			const lines = await run(
				url,
				`
					const subscription = data.on("*", ({ item }) => {
						say(item.key);
						subscription.remove();
					});
					await data.set("a", 1);
				`,
			);

			expect(lines).toStrictEqual(["a"]);
		}
	});

	test("a process waits for a handler that runs again soon", async () => {
		const lines = await run(
			`file:${temporaryFolder()}`,
			`
				data.events.on("retry", ({ attempts }) => say("failed " + attempts));
				let fails = 2;
				data.on("*", async () => {
					if (fails-- > 0) throw new Error("Not yet");
					say("handled");
				});
				await data.set("a", 1);
			`,
		);

		expect(lines).toStrictEqual(["failed 1", "failed 2", "handled"]);
	});

	test("a process does not wait for a removed handler", async () => {
		for (const url of stores()) {
			const lines = await run(
				url,
				`
					const { remove } = data.on("*", () => say("handled"));
					await data.set("a", 1);
					remove();
					say("removed");
				`,
			);

			expect(lines.at(-1)).toBe("removed");
		}
	});

	test("a process does not wait for a handler that runs again much later", async () => {
		const lines = await run(
			`file:${temporaryFolder()}`,
			`
				data.events.on("retry", ({ delay }) => say(String(delay)));
				data.on("*", () => { throw new Error("Never"); });
				await data.set("a", 1);
			`,
		);

		expect(Number(lines.at(-1))).toBeGreaterThan(5000);
	});

	test("no value that a handler throws ends the process", async () => {
		const lines = await run(
			"memory:",
			`
				data.events.on("retry", () => {});
				const failures = [
					() => { throw undefined; },
					() => Promise.reject(),
					() => Promise.reject(Object.create(null)),
					() => ({ then() { throw null; } }),
					() => { throw { get message() { throw 1; } }; },
				];
				data.on("created", ({ item }) => {
					const failure = failures[item.value];
					failures[item.value] = () => say("handled " + item.key);
					return failure();
				});
				for (const index of failures.keys()) data.set("k" + index, index);
			`,
			{ NODE_OPTIONS: "--unhandled-rejections=strict" },
		);

		expect(lines.toSorted()).toStrictEqual([0, 1, 2, 3, 4].map((index) => `handled k${index}`));
	});
});

describe("a worker", () => {
	const worker = `
		data.on("created", async ({ item }) => {
			const stop = new Promise((resolve) => process.once("SIGTERM", resolve).once("SIGINT", resolve));
			say("began " + item.key);
			await stop;
			say("heard");
			if (item.value === "endless") await new Promise(() => {});
			await data.get("a");
			say("ended " + item.key);
		});
		data.set("list:1", 1);
		data.set("list:2", 2);
		await data.events.run();
		say("over");
	`;

	test.each(["SIGTERM", "SIGINT"])("ends on %s, after the running handler", async (signal) => {
		const url = `file:${temporaryFolder()}`;
		const child = start(url, worker);
		await until(child, "began list:1");
		child.kill(signal);

		expect(await child.ended).toStrictEqual({ code: 0, signal: null });
		expect(child.lines).toStrictEqual(["began list:1", "heard", "ended list:1", "over"]);
		const rest = await run(url, `data.on("*", ({ item }) => say(item.key)); await data.events.idle();`);
		expect(rest).toStrictEqual(["list:2"]);
	});

	test("ends at once on a second signal", async () => {
		const child = start(`file:${temporaryFolder()}`, worker.replace('"list:1", 1', '"list:1", "endless"'));
		await until(child, "began list:1");
		child.kill("SIGTERM");
		await until(child, "heard");
		child.kill("SIGTERM");

		expect(await child.ended).toStrictEqual({ code: null, signal: "SIGTERM" });
	});

	test("ends with close", async () => {
		for (const url of stores()) {
			const lines = await run(
				url,
				`
					data.on("created", () => {});
					const over = data.events.run().then(() => say("over"));
					await data.set("a", 1);
					await data.close();
					await over;
				`,
			);

			expect(lines).toStrictEqual(["over"]);
		}
	});

	test("stays without handlers and without writes", async () => {
		const child = start("memory:", `setImmediate(() => say("up")); await data.events.run(); say("over");`);
		await until(child, "up");
		child.kill("SIGTERM");

		expect(await child.ended).toStrictEqual({ code: 0, signal: null });
		expect(child.lines).toStrictEqual(["up", "over"]);
	});
});

test.each([["--runInBand"], ["--maxWorkers=2"]])("jest ends even if handlers remain: %s", async (option) => {
	const folder = temporaryFolder();
	const body = `
		const { data } = require(${JSON.stringify(library)});
		test("events", async () => {
			const handler = jest.fn();
			data.on("created", handler);
			await data.set(__filename, 1);
			await data.events.idle();
			expect(handler).toHaveBeenCalledTimes(1);
		});
	`;
	// One store for each: on a shared one, the last to register would get the events of both.
	const files = ["one", "other"].map((name) => path.join(folder, `${name}.test.js`));
	for (const [index, file] of files.entries()) {
		fs.writeFileSync(file, `process.env.AMPT_DATA_URL = "file:${folder}/store-${index}";${body}`);
	}
	fs.writeFileSync(path.join(folder, "jest.config.js"), "module.exports = {};");

	const args = [require.resolve("jest/bin/jest"), "--rootDir", folder, "--watchman=false", option];
	const { error, stderr } = await new Promise((resolve) => {
		execFile(process.execPath, args, { cwd: folder }, (error, _, stderr) => resolve({ error, stderr }));
	});

	expect(error).toBeNull();
	expect(stderr).toMatch(/Tests: +2 passed, 2 total/);
	expect(stderr).not.toMatch(/did not exit|failed to exit|open handle/i);
});
