"use strict";

// A program that is loaded again into the same process, as test runners and reloading servers do. Its newest copy
// gets the events.

const { library } = require("../support/programs");
const { freshTable, onDynamo, temporaryFolder } = require("../support/store");

test("the newest copy of a program gets the events", async () => {
	const url = onDynamo ? await freshTable() : `file:${temporaryFolder()}?durability=relaxed`;
	const seen = [];
	const copies = [];
	for (const copy of ["first", "second", "third"]) {
		jest.resetModules();
		const { Data } = require(library);
		const data = Data.open(url);
		copies.push(data);
		data.on("*:list:*", ({ item }) => {
			seen.push(`${copy} ${item.key}`);
		});
		await data.set(`list:${copy}`, 1);
		await data.events.idle();
	}
	for (const key of ["a", "b", "c"]) await copies[0].set(`other${key}:1`, 1);
	await copies[2].set("list:last", 1);
	await copies[2].events.idle();
	await Promise.all(copies.map((data) => data.close()));

	expect(seen).toStrictEqual(["first list:first", "second list:second", "third list:third", "third list:last"]);
}, 60_000);
