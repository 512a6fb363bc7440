"use strict";

const { Data } = require("../../index.js");
const { load } = require("../support/modules.js");

const { isFound, letterOf } = load("explorer/page/events/letters.mjs");

const letter = (attributes) => ({
	pk: { S: "failed-orders" },
	sk: { S: "2026-11-26T10:00:00.000Z" },
	_name: { S: "updated" },
	_item: { M: { key: { S: "orders:1" }, value: { M: { status: { S: "paid" } } }, label1: { S: "team:core" } } },
	_previous: { M: { key: { S: "orders:1" }, value: { M: { status: { S: "open" } } } } },
	_error: { M: { message: { S: "No such country" }, code: { S: "BAD_COUNTRY" } } },
	_attempts: { N: "3" },
	_group: { S: "mailer" },
	_handler: { M: { id: { S: "h" }, names: { L: [{ S: "updated:orders:*" }] } } },
	_failed: { S: "2026-11-26T10:05:00.000Z" },
	...attributes,
});

test("a letter has the item before and after as rows", () => {
	expect(letterOf(letter())).toEqual({
		key: "failed-orders:2026-11-26T10:00:00.000Z",
		name: "updated",
		itemKey: "orders:1",
		before: { pk: { S: "orders" }, sk: { S: "1" }, _status: { S: "open" } },
		after: { pk: { S: "orders" }, sk: { S: "1" }, _status: { S: "paid" }, pk1: { S: "team" }, sk1: { S: "core" } },
		error: "No such country",
		code: "BAD_COUNTRY",
		attempts: 3,
		group: "mailer",
		names: ["updated:orders:*"],
		failed: "2026-11-26T10:05:00.000Z",
		omitted: [],
	});
});

test("what was deleted has only a before, and a value may be no object", () => {
	const item = { M: { key: { S: "greeting" }, value: { S: "hello" } } };
	const { before, after } = letterOf(letter({ _name: { S: "deleted" }, _item: item, _previous: undefined }));
	expect(before).toEqual({ pk: { S: "greeting" }, sk: { S: "0" }, kv: { BOOL: true }, val: { S: "hello" } });
	expect(after).toBeUndefined();
});

test.each(["_name", "_item", "_error", "_attempts", "_handler"])("an item without %s is no letter", (attribute) => {
	expect(letterOf(letter({ [attribute]: undefined }))).toBeUndefined();
	expect(letterOf(letter({ [attribute]: { BOOL: true } }))).toBeUndefined();
});

test("what a handler gave up is a letter", async () => {
	const store = Data.open("memory:");
	try {
		const handler = () => {
			throw Object.assign(new Error("Refused"), { code: "NO" });
		};
		store.on("created:orders:*", { attempts: 1, deadLetter: "failed", group: "mailer" }, handler);
		await store.set("orders:1", { total: 5n ** 30n }, { label1: "team:core" });
		await store.events.idle();
		const { value: row } = await store.export({ expression: "failed:*", raw: true }).next();
		expect(letterOf(row)).toMatchObject({
			name: "created",
			itemKey: "orders:1",
			after: { _total: { N: String(5n ** 30n) }, pk1: { S: "team" } },
			error: "Error: Refused",
			code: "NO",
			attempts: 1,
			group: "mailer",
			names: ["created:orders:*"],
		});
	} finally {
		await store.close();
	}
});

test("is found by what people see of it", () => {
	const seen = letterOf(letter());
	for (const typed of ["", "ORDERS:1", "country", "bad_", "mailer", " updated:orders "]) {
		expect(isFound(seen, typed)).toBe(true);
	}
	expect(isFound(seen, "users")).toBe(false);
});
