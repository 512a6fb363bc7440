"use strict";

// data.transaction: reads, edits, and one commit on the condition that what was read is still there.

const { refusal } = require("../support/refusal");
const { freshStore } = require("../support/store");

let data;
beforeAll(async () => {
	data = await freshStore();
});

/** A new item, with its version. */
async function made(key) {
	await data.set(key, { n: 0 }, { overwrite: true });
	return data.get(key, { version: true, consistent: true });
}

describe("a transaction", () => {
	test("commits its edits and resolves to what its function returns", async () => {
		await data.set([
			{ key: "accounts:a", value: { balance: 100 } },
			{ key: "accounts:b", value: { balance: 0 } },
		]);
		const left = await data.transaction(async (tx) => {
			const from = await tx.get("accounts:a");
			tx.add("accounts:a", "balance", -10);
			tx.add("accounts:b", "balance", 10);
			return from.balance - 10;
		});
		expect(left).toBe(90);
		expect(await data.get(["accounts:a", "accounts:b"])).toMatchObject({
			items: [{ value: { balance: 90 } }, { value: { balance: 10 } }],
		});
	});

	test("writes nothing if its function throws", async () => {
		await data.set("thrown:1", 1);
		const error = await refusal(
			data.transaction(async (tx) => {
				tx.set("thrown:1", 2);
				tx.set("thrown:2", 2);
				throw new Error("mine");
			}),
		);
		expect(error.message).toBe("mine");
		expect(await data.get("thrown:*")).toMatchObject({ items: [{ key: "thrown:1", value: 1 }] });
	});

	test("does not fail for having read items of different moments", async () => {
		await data.set([
			{ key: "moments:a", value: 1 },
			{ key: "moments:b", value: 1 },
		]);
		let runs = 0;
		const seen = await data.transaction(async (tx) => {
			runs++;
			const a = await tx.get("moments:a");
			if (runs === 1)
				await data.transaction((other) => {
					for (const key of ["moments:a", "moments:b"]) other.add(key, 1);
				});
			const b = await tx.get("moments:b");
			if (a !== b) throw new Error("these are always equal");
			return [a, b];
		});
		expect([runs, seen]).toEqual([2, [2, 2]]);
	});

	test("runs again if what it has read has changed", async () => {
		await data.set("counter", 1);
		let runs = 0;
		await data.transaction(async (tx) => {
			runs++;
			const value = await tx.get("counter");
			if (runs === 1) await data.set("counter", 5);
			tx.set("counter", value + 1);
			tx.set("other", value);
		});
		expect([runs, await data.get("counter"), await data.get("other")]).toEqual([2, 6, 5]);
	});

	test("runs again if an item that was missing has come, or one that was there has gone", async () => {
		await data.set("going", 1);
		let runs = 0;
		await data.transaction(async (tx) => {
			runs++;
			const [coming, going] = [await tx.get("coming"), await tx.get("going")];
			if (runs === 1) await data.set("coming", 1);
			if (runs === 2) await data.remove("going");
			tx.set("seen", { coming: coming ?? null, going: going ?? null });
		});
		expect([runs, await data.get("seen")]).toEqual([3, { coming: 1 }]);
	});

	test("ends after 16 runs with the key that always changed", async () => {
		await data.set("busy:1", 0);
		let runs = 0;
		const error = await refusal(
			data.transaction(async (tx) => {
				runs++;
				await tx.get("busy:1");
				await data.add("busy:1", 1);
				tx.set("busy:2", 1);
			}),
		);
		expect(error).toMatchObject({ code: "CONTENTION", key: "busy:1" });
		expect([runs, await data.get("busy:2")]).toEqual([16, undefined]);
	});

	test("shows its own edits, several of one item as one", async () => {
		await data.set("own:1", { n: 1, old: true }, { label1: "kept:1" });
		const seen = await data.transaction(async (tx) => {
			tx.add("own:1", "n", 2);
			tx.set("own:1", { old: null, more: "x" });
			tx.add("own:1", "n", 10);
			tx.set("own:2", { fresh: true });
			tx.remove("own:3");
			const first = await tx.get("own:1");
			tx.set("own:1", "replaced", { overwrite: true });
			tx.set("own:4", 1);
			tx.remove("own:4");
			return [first, await tx.get(["own:1", "own:2", "own:3", "own:4"])];
		});
		expect(seen[0]).toEqual({ n: 13, more: "x" });
		expect(seen[1].items.map(({ key, value }) => [key, value])).toEqual([
			["own:1", "replaced"],
			["own:2", { fresh: true }],
		]);
		expect(await data.get("own:*")).toMatchObject({
			items: [
				{ key: "own:1", value: "replaced" },
				{ key: "own:2", value: { fresh: true } },
			],
		});
	});

	test("shows a read what was edited before it, and nothing that comes until its answer", async () => {
		const seen = await data.transaction(async (tx) => {
			tx.set("seen:1", 1);
			const reads = [tx.get("seen:1"), tx.get(["seen:1", "seen:2"])];
			tx.set("seen:1", 2);
			tx.set("seen:2", 2);
			return [...(await Promise.all(reads)), await tx.get("seen:1")];
		});
		expect(seen).toEqual([1, { items: [{ key: "seen:1", value: 1 }] }, 2]);
	});

	test("rejects a refused edit as the single call does", async () => {
		await data.set("refused:1", { n: 1 });
		for (const [edit, expected] of [
			[(tx) => tx.set("refused:1", {}, { exists: false }), { code: "ITEM_EXISTS", item: { value: { n: 1 } } }],
			[(tx) => tx.set("refused:2", {}, { exists: true }), { code: "ITEM_NOT_FOUND", item: undefined }],
			[(tx) => tx.set("refused:1", 5), { code: "OBJECT_TO_VALUE", item: { value: { n: 1 } } }],
			[(tx) => tx.check("refused:1", { exists: false }), { code: "ITEM_EXISTS" }],
		]) {
			for (const first of [async () => {}, (tx) => tx.get(["refused:1", "refused:2"])]) {
				for (const beside of [() => {}, (tx) => tx.set("refused:3", 1)]) {
					const error = await refusal(
						data.transaction(async (tx) => {
							await first(tx);
							beside(tx);
							edit(tx);
						}),
					);
					expect(error).toMatchObject(expected);
					expect(error.key).toMatch(/^refused:[12]$/);
				}
			}
		}
		expect(await data.get("refused:*")).toMatchObject({ items: [{ key: "refused:1", value: { n: 1 } }] });
	});

	test("judges a version on what is stored, and other conditions after the edits before them", async () => {
		const { version } = await data.set("judged:1", { n: 1 }, { version: (await made("judged:1")).version });
		await data.transaction((tx) => {
			tx.set("judged:1", { n: 2 });
			tx.set("judged:1", { m: 3 }, { version, if: { n: 2 } });
		});
		expect(await data.get("judged:1")).toEqual({ n: 2, m: 3 });
		const error = await refusal(
			data.transaction((tx) => {
				tx.set("judged:1", { n: 4 });
				tx.set("judged:1", { n: 5 }, { version });
			}),
		);
		expect(error).toMatchObject({ code: "VERSION_MISMATCH", key: "judged:1", item: { value: { n: 2, m: 3 } } });
	});

	test("takes an expired item as missing", async () => {
		await data.set("expired:1", 1, { ttl: new Date(Date.now() - 60_000) });
		const read = await data.transaction(async (tx) => {
			const read = await tx.get("expired:1");
			tx.set("expired:1", { fresh: true });
			tx.set("expired:2", 1);
			return read;
		});
		expect(read).toBeUndefined();
		expect(await data.get("expired:1", true)).toEqual(expect.objectContaining({ value: { fresh: true } }));
		expect(await data.get("expired:1", true)).not.toHaveProperty("ttl");
	});

	test("takes at most 100 items", async () => {
		const many = (count) => (tx) => {
			for (let index = 0; index < count; index++) tx.set(`many:${index}`, index);
		};
		await data.transaction(many(100));
		expect((await data.get("many:*", { limit: 1000 })).items).toHaveLength(100);
		expect(await refusal(data.transaction(many(101)))).toMatchObject({ code: "TRANSACTION_TOO_LARGE" });
	});

	test("takes at most 4 MB", async () => {
		const large = "x".repeat(390 * 1024);
		const many = (count) => (tx) => {
			for (let index = 0; index < count; index++) tx.set(`large:${index}`, { large });
		};
		await data.transaction(many(10));
		expect(await refusal(data.transaction(many(11)))).toMatchObject({ code: "TRANSACTION_TOO_LARGE" });
	});

	test("may return at once, and may do nothing", async () => {
		expect(await data.transaction(() => 5)).toBe(5);
		expect(await data.transaction(async () => {})).toBeUndefined();
		expect(await data.transaction(({ get }) => get("missing:1"))).toBeUndefined();
	});
});

describe("refused at once", () => {
	test.each([
		["no function", () => data.transaction({}), "INVALID_OPTION"],
		["options", () => data.transaction(() => {}, { timeout: 5 }), "INVALID_OPTION"],
		["a range", () => data.transaction((tx) => tx.get("users:*")), "INVALID_KEY"],
		["a range among keys", () => data.transaction((tx) => tx.get(["a:1", "users:>b"])), "INVALID_KEY"],
		["a check of nothing", () => data.transaction((tx) => tx.check("a:1")), "INVALID_OPTION"],
		["a check of a range", () => data.transaction((tx) => tx.check("a:*", { exists: true })), "INVALID_KEY"],
		["several items in one set", () => data.transaction((tx) => tx.set([{ key: "a:1", value: 1 }])), "INVALID_KEY"],
		["a value that cannot be stored", () => data.transaction((tx) => tx.set("a:1", () => {})), "INVALID_VALUE"],
	])("%s", async (_, call, code) => {
		const error = await refusal(call());
		expect(error).toMatchObject({ code });
		expect(await data.get("a:*")).toMatchObject({ items: [] });
	});

	test("a read that is not awaited", async () => {
		const error = await refusal(data.transaction((tx) => void tx.get("a:1")));
		expect(error).toMatchObject({ code: "TRANSACTION_ENDED" });
	});

	test("a helper that is not awaited", async () => {
		let late;
		const error = await refusal(
			data.transaction(async (tx) => {
				const credit = async (key) => tx.set(key, ((await tx.get(key)) ?? 0) + 1);
				await credit("a:1");
				late = refusal(credit("a:2"));
			}),
		);
		expect(error).toMatchObject({ code: "TRANSACTION_ENDED" });
		expect(await late).toMatchObject({ code: "TRANSACTION_ENDED" });
		expect(await data.get("a:*")).toMatchObject({ items: [] });
	});

	test("a call after the end", async () => {
		let late;
		await data.transaction((tx) => {
			late = tx;
		});
		expect(() => late.set("a:1", 1)).toThrow(expect.objectContaining({ code: "TRANSACTION_ENDED" }));
		expect(await refusal(late.get("a:1"))).toMatchObject({ code: "TRANSACTION_ENDED" });
	});
});
