"use strict";

// `data.events.groups` and `data.events.forget`: which groups a store keeps events for, and ending that.

const { collect, retries } = require("../support/events");
const { freshStore, onDynamo } = require("../support/store");

let data;
beforeEach(async () => {
	data = await freshStore();
});

/** Resolves to the groups once they meet a condition. */
async function eventually(isMet) {
	for (;;) {
		const groups = await data.events.groups();
		if (isMet(groups)) return groups;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}
const gone = ([group]) => group.members === 0;

test("a store without groups has none, and none is forgotten", async () => {
	expect(await data.events.groups()).toEqual([]);
	const nothing = onDynamo ? { forgotten: false } : { forgotten: false, events: 0 };
	expect(await data.events.forget("mails")).toEqual(nothing);
});

test("says who is in a group and what they want", async () => {
	collect(data, ["updated:b:*", "created:a:*"], { group: "mails" });
	collect(data, "*:c:*", { group: "audit" });
	await data.set("a:1", 1);
	await data.events.idle();
	const groups = await eventually((groups) => groups.length === 2 && groups.every(({ members }) => members === 1));
	const state = onDynamo
		? { members: 1, failing: 0, behindMs: expect.any(Number) }
		: { members: 1, failing: 0, behind: 0, behindMs: 0 };
	expect(groups).toEqual([
		{ group: "audit", names: ["*:c:*"], ...state },
		{ group: "mails", names: ["created:a:*", "updated:b:*"], ...state },
	]);
}, 30_000);

test("says which collections fail", async () => {
	retries(data);
	let failed;
	const hasFailed = new Promise((resolve) => {
		failed = resolve;
	});
	const subscription = data.on("created", ({ item }) => {
		if (item.key !== "a:1") return;
		failed();
		throw new Error("no");
	});
	await data.set("a:1", 1);
	await data.set("b:1", 1);
	await hasFailed;
	const [group] = await eventually(([group]) => group.failing === 1);
	expect(group.failing).toBe(1);
	subscription.remove();
}, 30_000);

test("a group is forgotten once its members have gone, and begins anew with the next one", async () => {
	const subscription = data.on("created", () => {});
	await data.set("a:1", 1);
	await data.events.idle();
	await expect(data.events.forget("default")).rejects.toMatchObject({ name: "Error", code: "GROUP_IN_USE" });
	subscription.remove();
	await eventually(gone);
	await data.set("a:2", 2);
	const { forgotten, events } = await data.events.forget("default");
	expect(forgotten).toBe(true);
	expect(events).toBe(onDynamo ? undefined : 1);
	expect(await data.events.groups()).toEqual([]);
	expect((await data.events.forget("default")).forgotten).toBe(false);
	const seen = collect(data, "created");
	await data.set("a:3", 3);
	await data.events.idle();
	expect(seen.map(({ item }) => item.key)).toEqual(["a:3"]);
}, 60_000);

test.each([
	["no name", () => data.events.forget(), /name of a group/],
	["an empty name", () => data.events.forget(""), /1 to 64 bytes/],
	["a long name", () => data.events.forget("x".repeat(65)), /1 to 64 bytes/],
	["options", () => data.events.forget("a", {}), /no options/],
	["options of groups", () => data.events.groups({}), /no options/],
])("%s is refused", async (_, call, message) => {
	await expect(call()).rejects.toMatchObject({ code: "INVALID_OPTION", message: expect.stringMatching(message) });
});
