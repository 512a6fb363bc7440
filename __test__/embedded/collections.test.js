"use strict";

// The names of collections, which the embedded store finds by leaps, in several reads of the file.

const { randomOf } = require("../support/random");
const { freshStore } = require("../support/store");

test("names are complete and come once, wherever a read of the file ends", async () => {
	const data = await freshStore();
	const random = randomOf(7);
	const items = [];
	const names = [];
	for (let n = 0; n < 1500; n++) {
		const name = `c${10_000 + n}`;
		const size = Math.floor(random() * 3) === 0 ? 1 : Math.ceil(random() * 70);
		if (n % 7 === 0) items.push({ key: `alone${n}`, value: n });
		for (let m = 0; m < size; m++) items.push({ key: `${name}:${m}`, value: m });
		names.push({ name });
	}
	for (let n = 0; n < 30_000; n++) items.push({ key: `single${n}:1`, value: n });
	names.push(...Array.from({ length: 30_000 }, (_, n) => ({ name: `single${n}` })));
	names.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
	await data.import(items);
	const listed = [];
	for await (const collection of data.collections({ items: false })) listed.push(collection);
	expect(listed).toEqual([...names, { name: null }]);
});
