"use strict";

// Groups of several processes: who is alive, what waits, and a group that is forgotten while others come.

const { Data } = require("../..");
const { run, start, until } = require("../support/programs");
const { temporaryFolder } = require("../support/store");

let url;
let data;
beforeEach(() => {
	url = `file:${temporaryFolder()}?durability=relaxed`;
	data = Data.open(url);
});
afterEach(() => data.close());

const worker = (name) => `
	data.on("created:${name}:*", { group: "g" }, ({ item }) => say(item.key));
	await data.events.idle();
	say("ready");
	await data.events.run();
`;

test("members of other processes count while they live, and their events wait afterwards", async () => {
	const [one, other] = [start(url, worker("a")), start(url, worker("b"))];
	await Promise.all([until(one, "ready"), until(other, "ready")]);
	expect(await data.events.groups()).toEqual([
		{ group: "g", members: 2, names: ["created:a:*", "created:b:*"], behind: 0, behindMs: 0, failing: 0 },
	]);
	await expect(data.events.forget("g")).rejects.toMatchObject({ code: "GROUP_IN_USE" });
	one.kill("SIGKILL");
	await one.ended;
	expect(await data.events.groups()).toMatchObject([{ members: 1, names: ["created:a:*", "created:b:*"] }]);
	other.kill("SIGKILL");
	await other.ended;
	const before = Date.now();
	await data.set([
		{ key: "a:1", value: 1 },
		{ key: "b:1", value: 1 },
		{ key: "b:2", value: 1 },
	]);
	await data.set("a:2", 1);
	const [group] = await data.events.groups();
	expect(group).toMatchObject({ members: 0, behind: 4, failing: 0 });
	expect(group.oldest.getTime()).toBeGreaterThanOrEqual(before);
	expect(group.behindMs).toBeLessThanOrEqual(Date.now() - before);
	expect(await data.events.forget("g")).toEqual({ forgotten: true, events: 4 });
	expect(await data.events.groups()).toEqual([]);
}, 30_000);

test("the log keeps what other groups have not handled, and nothing else", async () => {
	for (const group of ["kept", "forgotten"]) {
		await run(url, `data.on("created", { group: "${group}" }, () => {}); await data.events.idle();`);
	}
	const items = Array.from({ length: 10_000 }, (_, index) => ({ key: `c${index % 7}:${index}`, value: index }));
	await data.import(items);
	expect(await data.events.forget("forgotten")).toEqual({ forgotten: true, events: 10_000 });
	expect(await data.events.groups()).toMatchObject([{ group: "kept", behind: 10_000 }]);
	const seen = [];
	data.on("created", { group: "kept" }, ({ item }) => {
		seen.push(item.value);
	});
	await data.events.idle();
	expect(seen.sort((a, b) => a - b)).toEqual(items.map(({ value }) => value));
}, 60_000);

test("a member that joins while its group is forgotten is in the old one or in a new one", async () => {
	for (let round = 0; round < 10; round++) {
		await run(url, `data.on("created", { group: "g" }, () => {}); await data.events.idle();`);
		await data.set(`c:${round}`, round);
		const program = start(
			url,
			`data.on("created", { group: "g" }, ({ item }) => say(item.key)); await data.events.idle();
			say("ready"); await data.events.run();`,
		);
		let outcome;
		while (outcome !== "GROUP_IN_USE") outcome = await data.events.forget("g").catch(({ code }) => code);
		await until(program, "ready");
		expect(await data.events.groups()).toMatchObject([{ group: "g", members: 1, behind: 0 }]);
		await data.set("last:1", round);
		await until(program, "last:1");
		await data.remove("last:1");
		program.kill("SIGTERM");
		await program.ended;
	}
}, 60_000);
