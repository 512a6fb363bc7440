"use strict";

const { load } = require("../support/modules.js");

const { createConnection } = load("explorer/page/state/live-connection.mjs");

/** A document that can be hidden, and event sources that a test drives. */
function browser() {
	const sources = [];
	const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
	const show = (visibilityState) => {
		page.visibilityState = visibilityState;
		page.dispatchEvent(new Event("visibilitychange"));
	};
	const connect = (url) => {
		const source = Object.assign(new EventTarget(), { url, isClosed: false, close: () => (source.isClosed = true) });
		source.emit = (name, data) =>
			source.dispatchEvent(Object.assign(new Event(name), { data: data && JSON.stringify(data) }));
		sources.push(source);
		return source;
	};
	return { connection: createConnection({ connect, page }), sources, show };
}

const change = (key, name = "updated") => ({ name, key, at: "2026-11-26T10:00:00.000Z" });

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("changes are handed on together, in order", () => {
	const { connection, sources } = browser();
	const seen = [];
	connection.listen((entries) => seen.push(entries.map(({ key }) => key)));
	connection.want("/a");
	sources[0].emit("open");
	sources[0].emit("change", change("users:1"));
	sources[0].emit("change", change("users:2"));
	expect(seen).toEqual([]);
	jest.runOnlyPendingTimers();
	expect(seen).toEqual([["users:1", "users:2"]]);
});

test("what was taken before the end is still handed on", () => {
	const { connection, sources } = browser();
	const seen = [];
	connection.listen((entries) => seen.push(...entries));
	const end = connection.want("/a");
	sources[0].emit("open");
	sources[0].emit("change", change("users:1"));
	end();
	jest.runAllTimers();
	expect(seen).toHaveLength(1);
	expect(sources[0].isClosed).toBe(true);
	expect(connection.state.value.name).toBe("off");
});

test("those who want the same changes share one connection, and another query replaces it", () => {
	const { connection, sources } = browser();
	const end = connection.want("/a");
	const endSame = connection.want("/a");
	expect(sources).toHaveLength(1);
	end();
	expect(sources[0].isClosed).toBe(false);
	connection.want("/b");
	endSame();
	expect(sources.map(({ url, isClosed }) => [url, isClosed])).toEqual([
		["/a", true],
		["/b", false],
	]);
});

test("another view of the same query takes the connection over", () => {
	const { connection, sources } = browser();
	const seen = [];
	connection.listen((entries) => seen.push(...entries));
	const end = connection.want("/a");
	sources[0].emit("open");
	end();
	connection.want("/a", { isHidden: true });
	jest.runAllTimers();
	expect(sources).toHaveLength(1);
	expect(sources[0].isClosed).toBe(false);
	expect(seen).toEqual([]);
});

test("a hidden page has no connection, unless somebody wants it even so", () => {
	const { connection, sources, show } = browser();
	connection.want("/a");
	show("hidden");
	expect(sources[0].isClosed).toBe(true);
	const end = connection.want("/b", { isHidden: true });
	expect(sources).toHaveLength(2);
	end();
	jest.runAllTimers();
	expect(sources[1].isClosed).toBe(true);
	show("visible");
	expect(sources[2]).toMatchObject({ url: "/a", isClosed: false });
});

test("changes that were missed while the connection was lost are a gap, once", () => {
	const { connection, sources } = browser();
	const seen = [];
	connection.listen((entries) => seen.push(...entries));
	connection.want("/a");
	sources[0].emit("open");
	sources[0].emit("error");
	expect(connection.state.value.name).toBe("waiting");
	jest.runOnlyPendingTimers();
	sources[1].emit("error");
	jest.runOnlyPendingTimers();
	sources[2].emit("open");
	jest.runOnlyPendingTimers();
	expect(seen.map(({ name }) => name)).toEqual(["gap"]);
});

test("another query has missed nothing", () => {
	const { connection, sources } = browser();
	const seen = [];
	connection.listen((entries) => seen.push(...entries));
	connection.want("/a")();
	connection.want("/b");
	sources[1].emit("open");
	jest.runOnlyPendingTimers();
	expect(seen).toEqual([]);
});

test("waits longer after each failure, and no longer once it was open", () => {
	const { connection, sources } = browser();
	connection.want("/a");
	const waits = [];
	for (let failure = 0; failure < 7; failure++) {
		sources.at(-1).emit("error");
		const before = Date.now();
		jest.advanceTimersToNextTimer();
		waits.push(Date.now() - before);
	}
	expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
	sources.at(-1).emit("open");
	sources.at(-1).emit("error");
	const count = sources.length;
	jest.advanceTimersByTime(1000);
	expect(sources).toHaveLength(count + 1);
});

test("a server that ends the changes is not asked again, until somebody retries", () => {
	const { connection, sources } = browser();
	connection.want("/a");
	sources[0].emit("open");
	sources[0].emit("failed", { error: { code: "NO_STREAM", message: "The table has no stream." } });
	expect(connection.state.value).toEqual({
		name: "failed",
		error: { code: "NO_STREAM", message: "The table has no stream." },
	});
	jest.runOnlyPendingTimers();
	expect(sources).toHaveLength(1);
	connection.retry();
	expect(sources).toHaveLength(2);
});

test("a key is among the changed ones for a moment, although others change all the time", () => {
	const { connection, sources } = browser();
	connection.want("/a");
	sources[0].emit("open");
	sources[0].emit("change", change("first", "created"));
	jest.advanceTimersByTime(1000);
	expect(connection.changed.value.get("first").name).toBe("created");
	for (let times = 0; times < 4; times++) {
		sources[0].emit("change", change("second"));
		jest.advanceTimersByTime(1000);
	}
	expect([...connection.changed.value.keys()]).toEqual(["second"]);
	jest.runAllTimers();
	expect(connection.changed.value.size).toBe(0);
});
