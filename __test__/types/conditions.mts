// Conditions of writes, and what refusals say.

import { type Conditions, type DataError, data, type ItemWithMeta, type Untyped } from "ampt-data";
import type { Resolves, Same } from "./check.cjs";

interface Auction {
	title: string;
	bid: number;
	open?: boolean;
}

declare const auction: Auction;
declare const flag: boolean;
declare const keys: readonly string[];

// Conditions of one item. Without a type, a condition may name any attribute.
const higher = data.set("auctions:1", { bid: 120 }, { if: { bid: { $lt: 120 }, state: "open" } });
const higherMeta = data.set("auctions:1", { bid: 120 }, { if: { bid: { $lt: 120 } }, meta: true });
const higherTyped = data.set<Auction>("auctions:1", { bid: 120 }, { if: { bid: { $lt: 120 } }, exists: true });
const replaced = data.set("auctions:1", auction, { if: { open: true }, overwrite: true, meta: flag });
const single = data.set("counter", 5, { if: { $lt: 5 } });
const singleTyped = data.set<number>("counter", { $add: 1 }, { if: { $lt: 5 } });
true satisfies Resolves<typeof higher, { bid: number }>;
true satisfies Resolves<typeof higherMeta, ItemWithMeta<{ bid: number }>>;
true satisfies Resolves<typeof higherTyped, Auction>;
true satisfies Resolves<typeof replaced, Auction | ItemWithMeta<Auction>>;
true satisfies Resolves<typeof single, number>;
true satisfies Resolves<typeof singleTyped, number>;

const added = data.add("counter", 1, { if: { $lt: 5 } });
const addedMeta = data.add("counter", 1, { if: { $exists: true }, meta: true });
const addedTo = data.add<Auction>("auctions:1", "bid", 10, { if: { open: true } });
const addedToAny = data.add("auctions:1", "bid", 10, { if: { open: { $ne: false } } });
true satisfies Resolves<typeof added, number>;
true satisfies Resolves<typeof addedMeta, ItemWithMeta<number>>;
true satisfies Resolves<typeof addedTo, Auction>;
true satisfies Resolves<typeof addedToAny, { [attribute: string]: Untyped }>;

const removed = data.remove("auctions:1", { if: { open: false } });
const removedTyped = data.remove<Auction>("auctions:1", { if: { open: false }, exists: true });
const mapped = keys.map(data.remove);
true satisfies Resolves<typeof removed, true>;
true satisfies Resolves<typeof removedTyped, true>;
true satisfies Same<typeof mapped, Promise<boolean>[]>;

// Conditions that are made elsewhere.
const conditions: Conditions<Auction> = { exists: true, if: { bid: { $gt: 5 } } };
await data.set<Auction>("auctions:1", { bid: 5 }, conditions);
await data.remove<Auction>("auctions:1", conditions);

// What refused a write.
try {
	await data.set<Auction>("auctions:1", { bid: 120 }, { if: { bid: { $lt: 120 } } });
} catch (thrown) {
	const { code, item } = thrown as DataError<Auction>;
	if (code === "CONDITION_FAILED") item?.value.bid satisfies number | undefined;
}

// @ts-expect-error a missing condition would remove the condition
data.set("k", 1, { if: undefined });
// @ts-expect-error a condition is an object
data.set("k", 1, { if: 5 });
// @ts-expect-error there is no such operator
data.set("k", 1, { if: { bid: { $below: 5 } } });
// @ts-expect-error an auction has no such attribute
data.set<Auction>("k", { bid: 1 }, { if: { bids: 5 } });
// @ts-expect-error a bid is a number
data.set<Auction>("k", { bid: 1 }, { if: { bid: { $lt: "5" } } });
// @ts-expect-error a bid is a number, also with metadata
data.set<Auction>("k", { bid: 1 }, { if: { bid: "5" }, meta: true });
// @ts-expect-error a counter is a number
data.add("k", 1, { if: { $lt: "5" } });
// @ts-expect-error a counter has no attributes
data.add("k", 1, { if: { bid: 5 } });
// @ts-expect-error an auction has no such attribute
data.add<Auction>("k", "bid", 1, { if: { bids: 5 } });
// @ts-expect-error an addition starts from 0
data.add("k", 1, { exists: true });
// @ts-expect-error an auction has no such attribute
data.remove<Auction>("k", { if: { bids: 5 } });
// @ts-expect-error only one item has a condition
data.remove(["a", "b"], { exists: true });
// @ts-expect-error there is no such option
data.remove("k", { meta: true });
// @ts-expect-error a batch that replaces has no conditions
data.set([{ key: "k", value: 1, if: { $lt: 5 } }], { overwrite: true });
// @ts-expect-error a seed has no conditions
data.seed([{ key: "k", value: 1, if: { $lt: 5 } }]);
