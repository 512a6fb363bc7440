"use strict";

// Several handles of one process on one table add handlers, write and close, often in one turn of the event loop. The
// programs run apart, because a deadlock would also block the event loop of the test. AMPT_TEST_SEED repeats a run.

const { Data } = require("../..");
const { startServer } = require("../support/server");
const { start } = require("../support/programs");

const TABLES = 8;
/** How long a program may take. */
const BOUND = 45_000;
const seed = Number(process.env.AMPT_TEST_SEED ?? Date.now() % 2 ** 31);

let server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

/** Runs a program to its end, or kills it. Returns what it printed, and how it ended. */
async function play(body) {
	const program = start(undefined, body, { NODE_NO_WARNINGS: "1" });
	const timer = setTimeout(() => program.kill("SIGKILL"), BOUND);
	const { code, signal } = await program.ended;
	clearTimeout(timer);
	return { lines: program.lines, errors: program.errors, end: signal ?? code };
}

test("the newest of several handles that add the same handler in one turn receives the event", async () => {
	const url = server.url("handles");
	await Data.createTable(url);
	const program = `
		const handles = ["a", "b", "c"].map((name) => [name, Data.open(${JSON.stringify(url)})]);
		for (const [name, data] of handles) data.on("*", ({ item }) => say(name + " " + item.key));
		const [[, first], , [, newest]] = handles;
		await first.set("x", 1);
		await newest.events.idle();
		await Promise.all(handles.map(([, data]) => data.close()));
	`;
	expect(await play(program)).toStrictEqual({ lines: ["c x"], errors: "", end: 0 });
}, 60_000);

test("handles of one process do not block each other, whatever they add, write and close in one turn", async () => {
	console.log(`AMPT_TEST_SEED=${seed}`);
	const urls = Array.from({ length: TABLES }, (_, index) => server.url(`handles-${index}`));
	await Promise.all(urls.map((url) => Data.createTable(url)));
	const program = `
		let state = ${seed};
		const below = (limit) => {
			state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
			return (state >>> 8) % limit;
		};
		const pick = (list) => list[below(list.length)];
		const groups = ["default", "other"];
		const names = ["*", "created", ["created", "deleted"]];

		async function act(url) {
			const received = groups.map((group) => {
				const result = { group };
				result.last = new Promise((resolve) => (result.handler = ({ item }) => item.key === "last" && resolve()));
				return result;
			});
			const add = (data, { group, handler }) => data.on(pick(names), { group }, handler);
			const handles = Array.from({ length: 2 + below(3) }, () => Data.open(url));
			const pending = [];
			// Most steps share a turn of the event loop with the next.
			for (let step = 0; step < 12; step++) {
				const [data, what] = [pick(handles), below(10)];
				if (what < 5) add(data, pick(received));
				else if (what < 8) pending.push(data.set("item:" + step, 1));
				else if (what < 9) await new Promise((resolve) => setTimeout(resolve, below(300)));
				else if (handles.length > 1) {
					handles.splice(handles.indexOf(data), 1);
					pending.push(data.close().then(() => handles.push(Data.open(url))));
				}
			}
			for (const each of received) add(handles.at(-1), each);
			pending.push(handles.at(-1).set("last", 1));
			await Promise.all([...pending, ...received.map(({ last }) => last)]);
			await Promise.all(handles.map((data) => data.close()));
		}
		// Another handle may get the event, and the process need not wait for that.
		const alive = setInterval(() => {}, 1000);
		await Promise.all(${JSON.stringify(urls)}.map(act));
		clearInterval(alive);
		say("done");
	`;
	expect(await play(program)).toStrictEqual({ lines: ["done"], errors: "", end: 0 });
}, 60_000);
