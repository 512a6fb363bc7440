"use strict";

// `data.usage`: numbers at once, on every store.

const { freshStore, onDynamo } = require("../support/store");

test("usage is there at once, before the first call, too", async () => {
	const data = await freshStore();
	const nothing = { requests: 0, retries: 0, throttled: 0 };
	expect(data.usage()).toStrictEqual(nothing);
	await data.set("a:1", 1);
	expect(data.usage()).toStrictEqual(onDynamo ? { ...nothing, requests: 1 } : nothing);
	expect(() => data.usage({ reset: true })).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
	await data.close();
	expect(() => data.usage()).toThrow(expect.objectContaining({ code: "CLOSED" }));
});
