"use strict";

const { load } = require("../support/modules.js");

const { createFeed } = load("explorer/page/live/feed.mjs");

const change = (key, name = "updated") => ({ name, key });
const keysOf = (feed) => feed.shown.value.map(({ key }) => key);

test("shows the newest first, and no more than it has room for", () => {
	const feed = createFeed(3);
	feed.add([change("1"), change("2")]);
	feed.add([change("3"), change("4")]);
	expect(keysOf(feed)).toEqual(["4", "3", "2"]);
	expect(feed.dropped.value).toBe(1);
});

test("keeps fewer of large changes, but always the last one", () => {
	const feed = createFeed(10, 100);
	feed.add([change("1"), change("2"), change("3")].map((entry) => ({ ...entry, size: 50 })));
	expect(keysOf(feed)).toEqual(["3", "2"]);
	expect(feed.dropped.value).toBe(1);
	feed.add([{ ...change("4"), size: 1000 }]);
	expect(keysOf(feed)).toEqual(["4"]);
});

test("counts what comes while it is paused, and shows it afterwards", () => {
	const feed = createFeed();
	feed.add([change("1")]);
	feed.pause();
	feed.add([change("2"), { name: "gap" }]);
	feed.add([change("3")]);
	expect(keysOf(feed)).toEqual(["1"]);
	expect(feed.waitingCount.value).toBe(2);
	feed.resume();
	expect(keysOf(feed)).toEqual(["3", undefined, "2", "1"]);
	expect(feed.waitingCount.value).toBe(0);
});

test("a pause that is longer than the feed counts all, and says what is let go", () => {
	const feed = createFeed(2);
	feed.pause();
	feed.add([change("1"), change("2"), change("3")]);
	feed.resume();
	expect(keysOf(feed)).toEqual(["3", "2"]);
	expect(feed.dropped.value).toBe(1);
});

test("filters by kind, and never hides that something was missed", () => {
	const feed = createFeed();
	feed.add([change("1", "created"), { name: "missed" }, change("2", "deleted")]);
	feed.toggle("created");
	expect(feed.shown.value.map(({ name }) => name)).toEqual(["deleted", "missed"]);
	expect(feed.counts.value).toEqual({ created: 1, updated: 0, deleted: 1 });
	feed.toggle("created");
	expect(feed.shown.value).toHaveLength(3);
});

test("entries keep their identity", () => {
	const feed = createFeed(2);
	feed.add([change("1"), change("2")]);
	const [newest] = feed.shown.value;
	feed.add([change("3")]);
	expect(feed.shown.value[1]).toBe(newest);
	expect(new Set(feed.shown.value.map(({ id }) => id)).size).toBe(2);
});
