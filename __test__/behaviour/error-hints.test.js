"use strict";

// error.hint: where the message is the reference's, the hint says what to write instead.

const { freshStore } = require("../support/store");

let data;
beforeAll(async () => {
	data = await freshStore();
	await data.set("object", { a: 1 });
});

const refused = async (call) => {
	try {
		await call();
	} catch (error) {
		return error;
	}
	throw new Error("nothing was refused");
};

test.each([
	["a collection without a name", () => data.get("users:"), "Invalid key", /'users:\*' for the whole collection/],
	["a name without a collection", () => data.set(":jane", 1), "Invalid key", /collection is missing .*'users:jane'/],
	["no key", () => data.get(undefined), "Invalid key", /is a string/],
	["an item instead of a key", () => data.set({ key: "a", value: 1 }), "Invalid key", /is a string/],
	["a ttl with a fraction", () => data.set("x", 1, { ttl: 1.5 }), "Invalid ttl value.", /Math\.floor/],
	["an empty label", () => data.set("x", 1, { label3: "" }), "Invalid key", /^'label3': .*string/],
	["half a default label", () => data.set("x", 1, { label2: ["team:"] }), "Invalid key", /^'label2': .*'team:\*'/],
	[
		"an addition to an object",
		() => data.add("object", 1),
		"Cannot convert an existing object to a simple value.",
		/add\(key, 'attribute', 1\)/,
	],
	["keys as an event name", () => data.on("users:*", () => {}), "Invalid event name: users:*", /mean '\*:users:\*'/],
	["no event name", () => data.on("create:x", () => {}), "Invalid event name: create:x", /'created', 'updated'/],
	["a kind with an empty filter", () => data.on("created:", () => {}), "Invalid event name: created:", /filter/],
])("%s", async (_, call, message, hint) => {
	const error = await refused(call);
	expect(error.message).toBe(message);
	expect(error.hint).toMatch(hint);
});

test("an inverted range suggests the right order", async () => {
	const error = await refused(() => data.get("u:b|a"));
	expect(error).toMatchObject({ name: "ValidationException", code: "VALIDATION_EXCEPTION" });
	expect(error.message).toMatch("Write 'a|b'");
});

test("an import includes the hint in its message", async () => {
	const error = await refused(() => data.import([{ key: "a:", value: 1 }]));
	expect(error.message).toMatch(/^Item 1 .*'a:\*' for the whole collection/);
});

test("a key without a colon that looks like a range gives a hint", async () => {
	const emitted = jest.spyOn(process, "emitWarning").mockImplementation(() => {});
	for (const key of ["userz*", "userz<=b", "*"]) expect(await data.get(key)).toBeUndefined();
	const messages = emitted.mock.calls.filter(([, { code }]) => code === "NO_RANGE").map(([message]) => message);
	emitted.mockRestore();
	expect(messages).toEqual([
		expect.stringContaining("'userz:*'"),
		expect.stringContaining("'userz:<=b'"),
		expect.stringContaining("'iterate()'"),
	]);
});

test("so does a count or an iteration of one", async () => {
	const emitted = jest.spyOn(process, "emitWarning").mockImplementation(() => {});
	expect(await data.count("countz*")).toBe(0);
	for await (const _ of data.iterate("itemz>a"));
	expect(await data.count("none:*")).toBe(0);
	const messages = emitted.mock.calls.filter(([, { code }]) => code === "NO_RANGE").map(([message]) => message);
	emitted.mockRestore();
	expect(messages).toEqual([expect.stringContaining("'countz:*'"), expect.stringContaining("'itemz:>a'")]);
});
