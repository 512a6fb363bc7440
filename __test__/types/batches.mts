// Batches that update or are atomic, snapshots, and `removeAll`.

import {
	type AnyItem,
	data,
	type GetManyOptions,
	type Item,
	type Items,
	type ItemsUpdated,
	type ItemWithMeta,
	type ItemWithVersion,
	type RefusedItem,
	type RemoveAllOptions,
	type Removed,
	type ReplaceItem,
	type Untyped,
	type UpdatedItem,
	type UpdatedItemWithMeta,
	type UpdateItem,
} from "ampt-data";
import type { Resolves, Same } from "./check.cjs";

interface Seat {
	by: string;
	price: number;
	notes?: string[];
	place?: { row: string; window?: boolean };
}

declare const flag: boolean;
declare const seat: Seat;
declare const version: string;
declare const perhaps: string | undefined;
declare const keys: readonly string[];

// Snapshots.
const snapshot = data.get<Seat>(keys, { atomic: true });
const snapshotMeta = data.get<Seat>(keys, { atomic: true, meta: true });
const snapshotVersion = data.get<Seat>(keys, { atomic: flag, version: true });
const snapshotPerhapsMeta = data.get<Seat>(keys, { atomic: true, meta: flag });
const someOptions: GetManyOptions = { atomic: true };
const somehow = data.get<Seat>(keys, someOptions);
true satisfies Resolves<typeof snapshot, Items<Item<Seat>>>;
true satisfies Resolves<typeof snapshotMeta, Items<ItemWithMeta<Seat>>>;
true satisfies Resolves<typeof snapshotVersion, Items<ItemWithVersion<Seat>>>;
true satisfies Resolves<typeof snapshotPerhapsMeta, Items<AnyItem<Seat>>>;
true satisfies Resolves<typeof somehow, Items<AnyItem<Seat>>>;
// @ts-expect-error one key is one item
data.get("seats:1", { atomic: true });
// @ts-expect-error a batch has no limit
data.get(keys, { atomic: true, limit: 5 });
// @ts-expect-error an atomic read is consistent
data.get(keys, { atomic: true, consistent: true });

// Updates. Without a type, it follows from the values.
const updated = data.set(
	[
		{ key: "seats:1", value: { by: "joe" }, exists: false, ttl: 60, label1: "joe:1" },
		{ key: "seats:2", value: { by: "joe", price: { $add: 1 } }, if: { by: { $exists: false } } },
		{ key: "seats:3", value: 5, version },
		{ key: "seats:4", default: "free", exists: false, removeNulls: false },
	],
	{ overwrite: false },
);
const updatedMeta = data.set([{ key: "sold", value: { $add: 1 } }], { overwrite: false, meta: true });
const updatedPerhapsMeta = data.set([{ key: "sold", value: 1 }], { overwrite: false, meta: flag, removeNulls: true });
true satisfies Same<Awaited<typeof updatedPerhapsMeta>, ItemsUpdated<UpdatedItem<number>>>;
true satisfies Resolves<typeof updatedMeta, ItemsUpdated<UpdatedItemWithMeta<number>>>;
true satisfies Resolves<typeof updatedPerhapsMeta, ItemsUpdated<UpdatedItem<number>>>;
const { items, refused = [], unprocessed = [] } = await updated;
items[0]?.key satisfies string | undefined;
items[0]?.version satisfies string | undefined;
items[0]?.created satisfies Date | undefined;
true satisfies Same<typeof refused, RefusedItem<Untyped>[]>;
unprocessed satisfies string[];
(await updatedMeta).items[0]?.created satisfies Date | undefined;

// With a type, an item takes a part of the value, and predicates know its attributes.
const named = data.set<Seat>(
	[
		{ key: "seats:1", value: seat, exists: false },
		{ key: "seats:2", value: { price: { $add: 1 } }, if: { price: { $lt: 10 } } },
		{ key: "seats:3", value: { notes: { $append: ["new"] }, place: { $merge: { row: "b" } }, by: "joe" }, version },
		{ key: "seats:4", default: { by: "none" } },
	],
	{ overwrite: false },
);
const namedMeta = data.set<Seat>([{ key: "seats:1", value: { by: "joe" } }], { overwrite: false, meta: true });
true satisfies Resolves<typeof named, ItemsUpdated<UpdatedItem<Seat>, Seat>>;
true satisfies Resolves<typeof namedMeta, ItemsUpdated<UpdatedItemWithMeta<Seat>, Seat>>;
for (const { key, code, message, hint, item } of (await named).refused ?? []) {
	if (code === "VERSION_MISMATCH" && item !== undefined) {
		await data.set<Seat>(key, { price: item.value.price + 1 }, { version: item.version });
	}
	[message, hint] satisfies (string | undefined)[];
}

// Items that are made elsewhere.
const made: UpdateItem<Seat>[] = keys.map((key) => ({ key, value: { by: "joe" }, if: { by: "" } }));
const untyped: UpdateItem[] = [{ key: "k", value: { anything: { $add: 1 } }, exists: true }];
const madeToo = data.set<Seat>(made, { overwrite: false });
const mapped = data.set(
	keys.map((key) => ({ key, value: { n: { $add: 1 } }, exists: true })),
	{ overwrite: false },
);
true satisfies Resolves<typeof madeToo, ItemsUpdated<UpdatedItem<Seat>, Seat>>;
true satisfies Resolves<typeof mapped, ItemsUpdated<UpdatedItem<{ n: number }>>>;
await data.set(untyped, { overwrite: false });

// All or none.
const replaced = data.set([{ key: "seats:1", value: seat, exists: false, created: 1688097108 }], { atomic: true });
const replacedMeta = data.set([{ key: "seats:1", value: seat, version }], {
	atomic: true,
	overwrite: true,
	meta: true,
});
const replacedNamed = data.set<Seat>([{ key: "seats:1", value: seat, if: { price: 5 } }], { atomic: true });
const replacedNamedMeta = data.set<Seat>([{ key: "seats:1", value: seat }], { atomic: true, meta: true });
const together = data.set(
	[
		{ key: "seats:1", value: { by: "joe" }, exists: false },
		{ key: "sold", value: { $add: 1 } },
	],
	{ atomic: true, overwrite: false },
);
const togetherMeta = data.set([{ key: "sold", value: { $add: 1 } }], { atomic: true, overwrite: false, meta: true });
const togetherNamed = data.set<Seat>([{ key: "seats:1", value: { price: { $add: 1 } }, if: { by: "" } }], {
	atomic: true,
	overwrite: false,
});
const togetherNamedMeta = data.set<Seat>(made, { atomic: true, overwrite: false, meta: true });
const replacements: ReplaceItem<Seat>[] = [{ key: "seats:1", value: seat, if: { by: "" }, created: 5 }];
const replacedLater = data.set<Seat>(replacements, { atomic: true });
true satisfies Resolves<typeof replaced, { items: UpdatedItem<Seat>[] }>;
true satisfies Resolves<typeof replacedMeta, { items: UpdatedItemWithMeta<Seat>[] }>;
true satisfies Resolves<typeof replacedNamed, { items: UpdatedItem<Seat>[] }>;
true satisfies Resolves<typeof replacedNamedMeta, { items: UpdatedItemWithMeta<Seat>[] }>;
true satisfies Resolves<typeof together, { items: UpdatedItem<number | { by: string }>[] }>;
true satisfies Resolves<typeof togetherMeta, { items: UpdatedItemWithMeta<number>[] }>;
true satisfies Resolves<typeof togetherNamed, { items: UpdatedItem<Seat>[] }>;
true satisfies Resolves<typeof togetherNamedMeta, { items: UpdatedItemWithMeta<Seat>[] }>;
true satisfies Resolves<typeof replacedLater, { items: UpdatedItem<Seat>[] }>;

// Functions that are generic in the value.
export const create = <T,>(items: { key: string; value: T }[]) =>
	data.set<T>(
		items.map(({ key, value }) => ({ key, value, exists: false })),
		{ atomic: true },
	);

// @ts-expect-error a seat has no such attribute
data.set<Seat>([{ key: "k", value: { bye: "joe" } }], { overwrite: false });
// @ts-expect-error a price is a number
data.set<Seat>([{ key: "k", value: { price: { $add: "1" } } }], { overwrite: false });
// @ts-expect-error a seat has no such attribute
data.set<Seat>([{ key: "k", value: { by: "joe" }, if: { bye: "joe" } }], { overwrite: false });
// @ts-expect-error there is no such operator
data.set([{ key: "k", value: 1, if: { $below: 5 } }], { overwrite: false });
// @ts-expect-error a missing condition would remove the condition
data.set([{ key: "k", value: 1, if: undefined }], { overwrite: false });
// @ts-expect-error an undefined version must not make a guarded write an unguarded one
data.set([{ key: "k", value: 1, version: perhaps }], { overwrite: false });
// @ts-expect-error a version is a text
data.set([{ key: "k", value: 1, version: null }], { atomic: true });
// @ts-expect-error an update keeps `created`
data.set([{ key: "k", value: 1, created: 1688097108 }], { overwrite: false });
// @ts-expect-error an update keeps `created`, all or none
data.set([{ key: "k", value: 1, created: 1688097108 }], { atomic: true, overwrite: false });
// @ts-expect-error an item that replaces takes a whole seat
data.set<Seat>([{ key: "k", value: { by: "joe" } }], { atomic: true });
// @ts-expect-error a batch that replaces each item by itself has no conditions
data.set([{ key: "k", value: 1, exists: false }]);
// @ts-expect-error a batch that replaces each item by itself has no conditions
data.set([{ key: "k", value: 1, exists: false }], true);
// @ts-expect-error a batch that replaces each item by itself has no conditions
data.set([{ key: "k", value: 1, if: { $lt: 5 } }], { atomic: false });
// @ts-expect-error a condition belongs to an item
data.set([{ key: "k", value: 1 }], { overwrite: false, exists: true });
// @ts-expect-error a condition belongs to an item
data.set([{ key: "k", value: 1 }], { atomic: true, if: { $lt: 5 } });
// @ts-expect-error a batch has no token
data.set([{ key: "k", value: 1, idempotencyToken: "a" }], { overwrite: false });
// @ts-expect-error an item requires a value or a default
data.set([{ key: "k" }], { overwrite: false });
// @ts-expect-error an item requires a key
data.set([{ value: 1 }], { overwrite: false });
// @ts-expect-error a symbol is not a value
data.set([{ key: "k", value: Symbol("s") }], { atomic: true });
// @ts-expect-error `atomic` is an option of a batch
data.set("k", 1, { atomic: true });
// @ts-expect-error an atomic batch refuses none alone
(await together).refused;
// @ts-expect-error a batch that replaces refuses none
(await data.set([{ key: "k", value: 1 }], { overwrite: true })).refused;

// What an expression selects.
const removed = data.removeAll("seats:*");
const removedSome = data.removeAll<Seat>("joe:*", { label: "label1", filter: { price: { $lt: 5 } }, dryRun: flag });
const removeOptions: RemoveAllOptions<Seat> = { filter: { place: { window: true } } };
const removedLater = data.removeAll("seats:*", removeOptions);
true satisfies Resolves<typeof removed, Removed>;
true satisfies Resolves<typeof removedSome, Removed>;
true satisfies Resolves<typeof removedLater, Removed>;
(await removed).removed satisfies number;
// @ts-expect-error an expression is required
data.removeAll();
// @ts-expect-error one expression
data.removeAll(["seats:*"]);
// @ts-expect-error a seat has no such attribute
data.removeAll<Seat>("seats:*", { filter: { bye: "joe" } });
// @ts-expect-error a filter that is missing by mistake must not remove everything
data.removeAll("seats:*", { filter: undefined });
// @ts-expect-error there is no such option
data.removeAll("seats:*", { limit: 5 });
// @ts-expect-error there are five labels
data.removeAll("seats:*", { label: "label6" });
// @ts-expect-error it is a boolean
data.removeAll("seats:*", { dryRun: "yes" });
// @ts-expect-error options are an object
data.removeAll("seats:*", true);
