"use strict";

// Guarantees of the embedded store alone, which knows all writes of its process.

const { Data } = require("../..");
const { temporaryFolder } = require("../support/store");

test("a read sees the writes requested before it, awaited or not", async () => {
	const data = Data.open(`file:${temporaryFolder()}`);
	for (let round = 0; round < 50; round++) {
		data.set("k:a", { round }, { label1: "l" });
		data.add("k:n", 1);
		const [single, page, labelled, several, scanned, counter] = await Promise.all([
			data.get("k:a"),
			data.get("k:*"),
			data.getByLabel("label1", "l"),
			data.get(["k:a"]),
			data.scan(),
			data.get("k:n"),
		]);
		expect(single).toEqual({ round });
		expect(page.items[0].value).toEqual({ round });
		expect(labelled.items[0].value).toEqual({ round });
		expect(several.items[0].value).toEqual({ round });
		expect(scanned.items).toHaveLength(2);
		expect(counter).toBe(round + 1);
		data.remove("k:a");
		expect(await data.get("k:a")).toBeUndefined();
	}
	await data.close();
});

test.each([[true], [false]])(
	"the events of a batch come in the order of its items (overwrite: %p)",
	async (overwrite) => {
		const data = Data.open(`file:${temporaryFolder()}`);
		const items = Array.from({ length: 300 }, (_, index) => ({ key: `k:${(index * 7) % 300}`, value: index }));
		const events = [];
		data.on("*:k:*", ({ name, item }) => {
			events.push([name, item.key]);
		});
		const keys = items.map(({ key }) => key);
		await data.set(items, { overwrite });
		await data.remove(keys.toReversed());
		await data.events.idle();
		const named = (kind, of) => of.map((key) => [kind, key]);
		expect(events).toEqual([...named("created", keys), ...named("deleted", keys.toReversed())]);
		await data.close();
	},
);
