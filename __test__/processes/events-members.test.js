"use strict";

// Programs of one group that want different events. Each event that one of them wants is handled once and in order,
// whoever leads the group, and however the programs come and go.

const fs = require("node:fs");
const path = require("node:path");
const { run, start, until } = require("../support/programs");
const { temporaryFolder } = require("../support/store");

const RUNS = 40;
const AT_ONCE = 2;
const KINDS = ["a", "b", "c", "d"];

const seed = Number(process.env.AMPT_TEST_SEED ?? Date.now() % 2 ** 31);
let state = seed;
/** A random integer below `end`. */
function random(end) {
	state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
	return Math.floor((state / 2 ** 32) * end);
}

beforeAll(() => console.log(`AMPT_TEST_SEED=${seed}`));

const url = () => `file:${temporaryFolder()}?durability=relaxed`;

test(`${RUNS} runs of parallel programs, each with its handlers, writes and idle(): none loses an event`, async () => {
	const program = (kind) => `
		const seen = [];
		data.on("*:list:${kind}*", ({ item }) => { seen.push(item.key); });
		for (let index = 0; index < 5; index++) await data.set("list:${kind}" + index, index);
		await data.events.idle();
		say(seen.join());
	`;
	const round = async () => {
		const store = url();
		const lines = await Promise.all(KINDS.slice(0, 3).map((kind) => run(store, program(kind))));
		return lines.flat();
	};
	for (let done = 0; done < RUNS; done += AT_ONCE) {
		const rounds = await Promise.all(Array.from({ length: AT_ONCE }, round));
		for (const lines of rounds) {
			expect(lines).toStrictEqual(
				KINDS.slice(0, 3).map((kind) => [0, 1, 2, 3, 4].map((index) => `list:${kind}${index}`).join()),
			);
		}
	}
}, 240_000);

test.each(["leads", "does not lead"])(
	"an event that another program wants is handled and idle() resolves, without a later commit: the writer %s",
	async (place) => {
		// With syncs, it takes longest until others see a commit.
		const store = `file:${temporaryFolder()}`;
		const writes = `
			data.on("created:orders:*", () => {});
			await data.events.idle();
			say("ready");
			await new Promise((resolve) => process.stdin.once("data", resolve));
			for (let index = 0; index < 60; index++) {
				await data.set("mails:" + index, index);
				await data.events.idle();
				say("idle");
				await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
			}
			process.exit();
		`;
		const handles = `
			data.on("created:mails:*", ({ item }) => say(item.key));
			await data.events.idle();
			say("ready");
			await data.events.run();
		`;
		const programs = [writes, handles];
		// The first to register leads.
		if (place !== "leads") programs.reverse();
		const started = [];
		for (const program of programs) {
			started.push(start(store, program));
			await until(started.at(-1), "ready");
		}
		const [writer, handler] = place === "leads" ? started : started.toReversed();
		writer.stdin.write("go\n");
		const { code } = await writer.ended;
		handler.kill("SIGTERM");
		await handler.ended;

		expect(code).toBe(0);
		expect(writer.lines.filter((line) => line === "idle")).toHaveLength(60);
		const keys = Array.from({ length: 60 }, (_, index) => `mails:${index}`);
		expect(handler.lines.filter((line) => line !== "ready")).toStrictEqual(keys);
	},
	60_000,
);

test("two handles of one process with different handlers lose nothing", async () => {
	const store = url();
	const lines = await run(
		store,
		`
			const other = Data.open(process.env.STORE);
			data.on("*:list:a*", ({ item }) => say("first " + item.key));
			other.on("*:list:b*", ({ item }) => say("second " + item.key));
			for (const key of ["a1", "b1", "a2", "b2"]) await data.set("list:" + key, 1);
			await data.events.idle();
			await other.events.idle();
		`,
		{ STORE: store },
	);

	expect(lines).toStrictEqual(["first list:a1", "second list:b1", "first list:a2", "second list:b2"]);
});

test("a program that ends right after its 'on' has joined the group with all that it wants", async () => {
	for (let round = 0; round < 20; round++) {
		const store = url();
		const handlers = `
			data.on("created:list:a*", ({ item }) => say(item.key));
			data.on("created:list:b*", ({ item }) => say(item.key));
		`;
		await run(store, handlers);
		await run(store, `for (const key of ["a", "b"]) await data.set("list:" + key, 1);`);
		// A member that wants nothing of it leaves the events to the absent one.
		await run(store, `data.on("created:other", () => {}); await data.events.idle();`);
		const lines = await run(store, `${handlers} await data.events.idle();`);
		expect([round, lines]).toStrictEqual([round, ["list:a", "list:b"]]);
	}
}, 120_000);

test("an event that only an absent program wants waits for it", async () => {
	const store = url();
	const program = (name, kind) => `
		data.on("*:list:${kind}*", ({ item }) => say("${name} " + item.key));
		await data.events.idle();
	`;
	expect(await run(store, program("mails", "b"))).toStrictEqual([]);
	const web = `
		${program("web", "a")}
		for (const key of ["b1", "a1", "b2", "a2"]) await data.set("list:" + key, 1);
		await data.events.idle();
	`;

	expect(await run(store, web)).toStrictEqual(["web list:a1", "web list:a2"]);
	expect(await run(store, program("mails", "b"))).toStrictEqual(["mails list:b1", "mails list:b2"]);
});

test("random programs, killed at random: every event that a running one wants is handled, and only kills repeat one", async () => {
	const folder = temporaryFolder();
	const store = `file:${folder}/store?durability=relaxed`;
	const file = path.join(folder, "handled");
	fs.writeFileSync(file, "");
	const handled = () => fs.readFileSync(file, "utf8").split("\n").filter(Boolean);
	const program = (kinds) => `
		const fs = require("node:fs");
		data.on(${JSON.stringify(kinds.map((kind) => `created:*:${kind}*`))}, async ({ item }) => {
			await new Promise((resolve) => setTimeout(resolve, ${random(5)}));
			fs.appendFileSync(${JSON.stringify(file)}, item.key + "\\n");
		});
		setImmediate(() => say("ready"));
		await data.events.run();
	`;
	const startOne = (kinds) => Object.assign(start(store, program(kinds)), { kinds });
	// One program for each kind, and one that wants several kinds.
	const some = KINDS.filter(() => random(2) === 0);
	const programs = [...KINDS.map((kind) => [kind]), some.length > 0 ? some : ["a"]].map(startOne);
	await Promise.all(programs.map((each) => until(each, "ready")));
	const writer = start(
		store,
		`
			for (let index = 0; index < 1000; index++) {
				await data.set("n" + (index % 7) + ":" + "${KINDS.join("")}"[(index * 7 + (index >> 3)) % 4] + (10000 + index), index);
				if (index % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
			}
			say("written");
		`,
	);
	let kills = 0;
	while (!writer.lines.includes("written") || kills < 8) {
		const place = random(programs.length);
		const victim = programs[place];
		victim.kill(random(2) === 0 ? "SIGKILL" : "SIGTERM");
		await victim.ended;
		if (random(2) === 0) await new Promise((resolve) => setTimeout(resolve, random(200)));
		programs[place] = startOne(victim.kinds);
		await until(programs[place], "ready");
		kills++;
	}
	const distinct = () => new Set(handled());
	while (distinct().size < 1000) await new Promise((resolve) => setTimeout(resolve, 50));
	for (const each of programs) each.kill("SIGTERM");
	await Promise.all(programs.map((each) => each.ended));

	// Each kill repeats at most the running events, one of each collection.
	expect(handled().length - distinct().size).toBeLessThanOrEqual(kills * 7);
}, 180_000);
