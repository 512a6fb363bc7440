"use strict";

// Queries that were run come back, as in a shell.

const { load } = require("../support/modules.js");

const { Walk, pastQueries, rememberQuery } = load("explorer/page/items/history.mjs");

beforeEach(() => {
	const kept = new Map();
	globalThis.window = {
		localStorage: { getItem: (name) => kept.get(name) ?? null, setItem: (name, text) => kept.set(name, text) },
	};
});

afterEach(() => {
	delete globalThis.window;
});

test("the last query comes first, each once, and not too many", () => {
	for (const text of ["a:*", "b:*", "", "a:*"]) rememberQuery(text);
	expect(pastQueries()).toEqual(["a:*", "b:*"]);
	for (let number = 0; number < 100; number++) rememberQuery(`n:${number}`);
	expect(pastQueries()).toHaveLength(50);
	expect(pastQueries()[0]).toBe("n:99");
});

test("up goes to older ones, down back to what was being typed", () => {
	for (const text of ["a:*", "b:*", "c:*"]) rememberQuery(text);
	const walk = new Walk();
	expect(walk.step(1, "ty")).toBe("c:*");
	expect(walk.step(1, "c:*")).toBe("b:*");
	expect(walk.step(1, "b:*")).toBe("a:*");
	expect(walk.step(1, "a:*")).toBeUndefined();
	expect(walk.step(-1, "a:*")).toBe("b:*");
	expect(walk.step(-1, "b:*")).toBe("c:*");
	expect(walk.step(-1, "c:*")).toBe("ty");
	expect(walk.step(-1, "ty")).toBeUndefined();
});

test("what is in the field already is passed over", () => {
	for (const text of ["a:*", "b:*"]) rememberQuery(text);
	expect(new Walk().step(1, "b:*")).toBe("a:*");
});

test("a browser that keeps nothing has no history", () => {
	delete globalThis.window;
	rememberQuery("a:*");
	expect(pastQueries()).toEqual([]);
	expect(new Walk().step(1, "")).toBeUndefined();
});
