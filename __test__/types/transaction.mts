// Transactions: what their functions may do, and what they resolve to.

import {
	data,
	type Item,
	type Items,
	type ItemWithMeta,
	type ItemWithVersion,
	type Row,
	type Transaction,
	type Untyped,
} from "ampt-data";
import type { Resolves, Same } from "./check.cjs";

interface Account {
	balance: number;
	owner: string;
	closed?: boolean;
}

declare const flag: boolean;
declare const account: Account;
declare const row: Row;
declare const stored: ItemWithVersion<Account>;

// What the function returns.
const nothing = data.transaction((tx) => tx.add("a", 1));
const value = data.transaction(() => 5);
const awaited = data.transaction(async (tx) => (await tx.get<Account>("accounts:a"))?.balance ?? 0);
const either = data.transaction(async (tx) => (flag ? "done" : tx.get<number>("n")));
const named = data.transaction<boolean>(async () => flag);
const typed = data.transaction(async (tx: Transaction) => {
	const from = await tx.get<Account>("accounts:a");
	if (from === undefined || from.balance < 10) throw new Error("too little");
	tx.add("accounts:a", "balance", -10);
	tx.add<Account>("accounts:b", "balance", 10);
	return from.owner;
});
true satisfies Resolves<typeof nothing, void>;
true satisfies Resolves<typeof value, number>;
true satisfies Resolves<typeof awaited, number>;
true satisfies Resolves<typeof either, number | "done" | undefined>;
true satisfies Resolves<typeof named, boolean>;
true satisfies Resolves<typeof typed, string>;

// Functions that take a transaction.
export async function transfer(tx: Transaction, from: string, to: string, amount: number) {
	tx.add<Account>(from, "balance", -amount, { if: { balance: { $gte: amount } } });
	tx.add<Account>(to, "balance", amount, { if: { closed: { $ne: true } } });
}
await data.transaction((tx) => transfer(tx, "accounts:a", "accounts:b", 10));

await data.transaction(async (tx) => {
	// Reads.
	const untyped = tx.get("accounts:a");
	const one = tx.get<Account>("accounts:a", false);
	const oneMeta = tx.get<Account>("accounts:a", true);
	const onePerhapsMeta = tx.get<Account>("accounts:a", { meta: flag });
	const several = tx.get<Account>(["accounts:a", "accounts:b"]);
	const severalMeta = tx.get<Account>(["accounts:a"], { meta: true });
	true satisfies Resolves<typeof untyped, Untyped | undefined>;
	true satisfies Resolves<typeof one, Account | undefined>;
	true satisfies Resolves<typeof oneMeta, ItemWithMeta<Account> | undefined>;
	true satisfies Resolves<typeof onePerhapsMeta, Account | ItemWithMeta<Account> | undefined>;
	true satisfies Resolves<typeof several, Items<Item<Account>>>;
	true satisfies Resolves<typeof severalMeta, Items<ItemWithMeta<Account>>>;

	// Writes.
	const set = tx.set("accounts:c", account, { exists: false, label1: "owners:jane", ttl: 60 });
	tx.set("accounts:c", { balance: { $add: 5 }, closed: null }, { removeNulls: true });
	tx.set("accounts:c", undefined, { default: account });
	tx.set("accounts:c", account, { overwrite: true, created: 1688097108 });
	tx.set<Account>("accounts:c", { balance: { $add: 5 } }, { if: { closed: false }, default: { owner: "jane" } });
	tx.add("visits", 5n, { if: { $lt: 100 } });
	tx.add("accounts:c", "balance", 5, { if: { closed: false } });
	tx.remove("accounts:d");
	tx.remove<Account>("accounts:d", { if: { balance: 0 }, exists: true });
	true satisfies Same<typeof set, void>;

	// Imports.
	const imported = tx.import(row, { exists: false });
	tx.import(stored, { version: stored.version });
	tx.import({ key: "accounts:f", value: account, created: 1688097108, ttl: new Date(), label1: "owners:jane" });
	tx.import<Account>(row, { exists: true, if: { closed: false } });
	true satisfies Same<typeof imported, void>;

	// Checks.
	tx.check("settings", { exists: true });
	tx.check("settings", { if: { closed: { $ne: true } } });
	tx.check<Account>("accounts:e", { exists: true, if: { balance: { $gte: 5 } } });

	// @ts-expect-error a symbol is not a value
	tx.set("k", Symbol("s"));
	// @ts-expect-error without a value, a default is required
	tx.set("k", undefined);
	// @ts-expect-error nothing is returned before the transaction ends
	tx.set("k", 1, { meta: true });
	// @ts-expect-error a transaction has a token of its own
	tx.set("k", 1, { idempotencyToken: "a" });
	// @ts-expect-error `created` requires `overwrite: true`
	tx.set("k", 1, { created: 1688097108 });
	// @ts-expect-error a balance is a number
	tx.set<Account>("k", { balance: "5" });
	// @ts-expect-error an account has no such attribute
	tx.set<Account>("k", { balance: 5 }, { if: { open: true } });
	// @ts-expect-error several items are set one by one
	tx.set([{ key: "k", value: 1 }]);
	// @ts-expect-error only numbers can be added
	tx.add("k", "5");
	// @ts-expect-error an account has no such attribute
	tx.add<Account>("k", "age", 5);
	// @ts-expect-error a token belongs to the transaction
	tx.add("k", 1, { idempotencyToken: "a" });
	// @ts-expect-error an account has no such attribute
	tx.remove<Account>("k", { if: { open: true } });
	// @ts-expect-error a version that is missing must not make the write unconditional
	tx.import(row, { version: undefined });
	// @ts-expect-error an import has conditions only
	tx.import(row, { overwrite: true });
	// @ts-expect-error an item has a value
	tx.import({ key: "k" });
	// @ts-expect-error an account has no such attribute
	tx.import<Account>(row, { if: { open: true } });
	// @ts-expect-error a check requires a condition
	tx.check("k");
	// @ts-expect-error a check requires a condition
	tx.check("k", {});
	// @ts-expect-error a check requires a condition that is there
	tx.check("k", { exists: undefined });
	// @ts-expect-error an account has no such attribute
	tx.check<Account>("k", { if: { open: true } });
	// @ts-expect-error a balance is a number, an owner is none
	tx.add<Account>("k", "owner", 5);
	// @ts-expect-error a page cannot be read
	(await tx.get("accounts:*")).items;
	// @ts-expect-error a page cannot be read
	(await tx.get<Account>("accounts:>a", { meta: true }))?.key;
	// @ts-expect-error a page cannot be read
	await tx.get("accounts:*", { limit: 5 });
	// @ts-expect-error a label cannot be read
	await tx.get("a", { label: "label1" });
	// @ts-expect-error every read is consistent
	await tx.get("a", { consistent: true });
	// @ts-expect-error a label cannot be read
	tx.getByLabel("label1", "a");
	// @ts-expect-error a transaction is not nested
	tx.transaction(() => 5);
});

// @ts-expect-error a function is required
data.transaction();
// @ts-expect-error a function is required
data.transaction({ retries: 5 });
// @ts-expect-error the function gets a transaction
data.transaction((tx: string) => tx);
// @ts-expect-error the function returns a number
data.transaction<number>(async () => "a");
