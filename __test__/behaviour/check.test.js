"use strict";

// `check`: what is wrong in a store. A store that this package has written has no problems.

const { freshStore, onDynamo } = require("../support/store");

let data;
beforeEach(async () => {
	data = await freshStore();
});

test("a store without items has no problems", async () => {
	expect(await data.check()).toEqual({ items: 0, problems: [] });
});

test("a store after many writes has no problems", async () => {
	const subscription = data.on("*", { group: "mails" }, () => {});
	const items = Array.from({ length: 3000 }, (_, index) => ({
		key: index % 7 === 0 ? `simple${index}` : `c${index % 9}:${index}`,
		value: { index, text: "ż".repeat(index % 50) },
		...(index % 3 === 0 && { label1: `l${index % 5}:x`, label4: "y" }),
		...(index % 4 === 0 && { ttl: index % 8 === 0 ? "2020" : "2090" }),
	}));
	await data.import(items);
	await data.set("c1:1", { label: 1 }, { label1: "other", ttl: null });
	await data.set("c2:2", { label: 1 }, { label1: null });
	await data.removeAll("c3:*");
	await data.remove("simple0");
	const steps = [];
	const { items: passed, problems } = await data.check({ onProgress: (progress) => steps.push(progress) });
	expect(problems).toEqual([]);
	expect(passed).toBeGreaterThan(2600);
	subscription.remove();
}, 60_000);

test("repairs are refused where there is nothing of its own to repair", async () => {
	await data.set("a:1", 1, { label1: "l" });
	const repaired = data.check({ repair: true });
	if (onDynamo) {
		await expect(repaired).rejects.toMatchObject({
			code: "INVALID_OPTION",
			message: expect.stringMatching(/DynamoDB keeps those of a table itself/),
		});
	} else {
		expect(await repaired).toEqual({ items: 1, problems: [] });
	}
});

test.each([
	["an unknown option", { fix: true }],
	["a text", { repair: "yes" }],
	["no function", { onProgress: 5 }],
	["no object", "repair"],
])("%s is refused", async (_, options) => {
	await expect(data.check(options)).rejects.toMatchObject({ code: "INVALID_OPTION" });
});
