// Reads with `filter`, `labels`, `attributes` and `keysOnly`, and `iterate`, `count` and `collections`.

import {
	type AnyItem,
	type AnyItemKey,
	type CollectionName,
	type CollectionSize,
	type CountOptions,
	type Cursors,
	type CursorsOptions,
	data,
	type GetOptions,
	type Item,
	type ItemKey,
	type ItemKeyWithMeta,
	type ItemKeyWithVersion,
	type ItemWithMeta,
	type ItemWithVersion,
	type IterateOptions,
	type Iteration,
	type LabelExpressions,
	type Match,
	type Page,
	type RootAttribute,
	type Untyped,
} from "ampt-data";
import type { NoAny, Resolves, Same } from "./check.cjs";

interface User {
	name: string;
	age: number;
	tags?: string[];
}
type Named = Pick<User, "name">;
type Part = Partial<User>;

declare const id: string;
declare const key: `users:${string}`;
declare const flag: boolean;
declare const adult: Match<User>;
declare const labels: LabelExpressions;

// A filter and labels make a page, also of a key that is known only at run time.
const filtered = data.get<User>("users:*", { filter: { age: { $gte: 18 } } });
const filteredString = data.get<User>(id, { filter: adult, meta: true });
const labelled = data.get<User>(id, { labels: { label1: "team:core", label2: "born:>=2000" } });
const both = data.get<User>("users:*", { filter: adult, labels, version: true, consistent: true });
const perhapsMeta = data.get<User>("users:*", { filter: adult, meta: flag });
const untyped = data.get("users:*", { filter: { age: 5, "a.b": { $exists: true } } });
const byLabel = data.getByLabel<User>("label1", "team:*", { filter: adult, labels: { label2: "x" }, meta: true });
const byLabelOption = data.get<User>("team:*", { label: "label1", filter: adult });
const scanned = data.scan<User>({ filter: adult, labels, segment: 0, totalSegments: 2 });
true satisfies Resolves<typeof filtered, Page<Item<User>>>;
true satisfies Resolves<typeof filteredString, Page<ItemWithMeta<User>>>;
true satisfies Resolves<typeof labelled, Page<Item<User>>>;
true satisfies Resolves<typeof both, Page<ItemWithVersion<User>>>;
true satisfies Resolves<typeof perhapsMeta, Page<AnyItem<User>>>;
true satisfies Resolves<typeof untyped, Page<Item<Untyped>>>;
true satisfies Resolves<typeof byLabel, Page<ItemWithMeta<User>>>;
true satisfies Resolves<typeof byLabelOption, Page<Item<User>>>;
true satisfies Resolves<typeof scanned, Page<Item<User>>>;

// Attributes: exactly those that are named beside the type, otherwise any may be missing.
const named = data.get<User, "name">("users:*", { attributes: ["name"] });
const namedMeta = data.get<User, "name">("users:*", { attributes: ["name"], meta: true, filter: adult });
const namedVersion = data.get<User, "name">("users:*", { attributes: ["name"], version: true });
const namedPerhaps = data.get<User, "name">("users:*", { attributes: ["name"], meta: flag });
const part = data.get<User>("users:*", { attributes: ["name", "tags"] });
const partUntyped = data.get("users:*", { attributes: ["name", id] });
const namedString = data.get<User, "name">(id, { attributes: ["name"], limit: 5 });
const namedStringMeta = data.get<User, "name">(id, { attributes: ["name"], reverse: true, meta: true });
const namedStringVersion = data.get<User, "name">(id, { attributes: ["name"], labels, version: true });
const namedStringPerhaps = data.get<User, "name">(id, { attributes: ["name"], label: "label1", meta: flag });
true satisfies Resolves<typeof named, Page<Item<Named>>>;
true satisfies Resolves<typeof namedMeta, Page<ItemWithMeta<Named>>>;
true satisfies Resolves<typeof namedVersion, Page<ItemWithVersion<Named>>>;
true satisfies Resolves<typeof namedPerhaps, Page<AnyItem<Named>>>;
true satisfies Resolves<typeof part, Page<Item<Part>>>;
true satisfies Resolves<typeof partUntyped, Page<Item<Untyped>>>;
true satisfies Resolves<typeof namedString, Page<Item<Named>>>;
true satisfies Resolves<typeof namedStringMeta, Page<ItemWithMeta<Named>>>;
true satisfies Resolves<typeof namedStringVersion, Page<ItemWithVersion<Named>>>;
true satisfies Resolves<typeof namedStringPerhaps, Page<AnyItem<Named>>>;

const one = data.get<User, "name" | "tags">(key, { attributes: ["name", "tags"] });
const oneMeta = data.get<User, "name">(key, { attributes: ["name"], meta: true, consistent: true });
const oneVersion = data.get<User, "name">(key, { attributes: ["name"], version: true });
const onePerhaps = data.get<User, "name">(key, { attributes: ["name"], meta: flag });
const onePart = data.get<User>("users:1", { attributes: ["name"] });
const oneUntyped = data.get("users:1", { attributes: ["name"] });
true satisfies Resolves<typeof one, Pick<User, "name" | "tags"> | undefined>;
true satisfies Resolves<typeof oneMeta, ItemWithMeta<Named> | undefined>;
true satisfies Resolves<typeof oneVersion, ItemWithVersion<Named> | undefined>;
true satisfies Resolves<typeof onePerhaps, Named | ItemWithMeta<Named> | undefined>;
true satisfies Resolves<typeof onePart, Part | undefined>;
true satisfies Resolves<typeof oneUntyped, Untyped | undefined>;

const labelNamed = data.getByLabel<User, "name">("label1", id, { attributes: ["name"], filter: adult });
const labelNamedMeta = data.getByLabel<User, "name">("label1", id, { attributes: ["name"], meta: true });
const labelNamedVersion = data.getByLabel<User, "name">("label1", id, { attributes: ["name"], version: true });
const labelNamedPerhaps = data.getByLabel<User>("label1", id, { attributes: ["name"], meta: flag });
const scanNamed = data.scan<User, "name">({ attributes: ["name"], limit: 5 });
const scanNamedMeta = data.scan<User, "name">({ attributes: ["name"], meta: true });
const scanNamedVersion = data.scan<User, "name">({ attributes: ["name"], version: true });
const scanNamedPerhaps = data.scan<User>({ attributes: ["name"], meta: flag });
true satisfies Resolves<typeof labelNamed, Page<Item<Named>>>;
true satisfies Resolves<typeof labelNamedMeta, Page<ItemWithMeta<Named>>>;
true satisfies Resolves<typeof labelNamedVersion, Page<ItemWithVersion<Named>>>;
true satisfies Resolves<typeof labelNamedPerhaps, Page<AnyItem<Part>>>;
true satisfies Resolves<typeof scanNamed, Page<Item<Named>>>;
true satisfies Resolves<typeof scanNamedMeta, Page<ItemWithMeta<Named>>>;
true satisfies Resolves<typeof scanNamedVersion, Page<ItemWithVersion<Named>>>;
true satisfies Resolves<typeof scanNamedPerhaps, Page<AnyItem<Part>>>;

// A value that is not an object stays whole.
const mixed = data.get<number | User, "name">("mixed:*", { attributes: ["name"] });
const mixedPart = data.get<string[] | User>("mixed:*", { attributes: ["age"] });
true satisfies Resolves<typeof mixed, Page<Item<number | Named>>>;
true satisfies Resolves<typeof mixedPart, Page<Item<string[] | Part>>>;

// Keys only: pages without values, also of a key that is known only at run time.
const keys = data.get("users:*", { keysOnly: true });
const keysString = data.get<User>(id, { keysOnly: true, filter: adult, label: "label1" });
const keysMeta = data.get(id, { keysOnly: true, meta: true });
const keysVersion = data.get<User>("users:*", { keysOnly: true, version: true, filter: adult });
const keysPerhaps = data.get("users:*", { keysOnly: true, meta: flag });
const labelKeys = data.getByLabel("label1", "team:*", { keysOnly: true, reverse: true });
const labelKeysMeta = data.getByLabel("label1", "team:*", { keysOnly: true, meta: true });
const labelKeysVersion = data.getByLabel<User>("label1", "team:*", { keysOnly: true, version: true, filter: adult });
const labelKeysPerhaps = data.getByLabel("label1", "team:*", { keysOnly: true, meta: flag });
const scanKeys = data.scan({ keysOnly: true });
const scanKeysMeta = data.scan({ keysOnly: true, meta: true });
const scanKeysVersion = data.scan<User>({ keysOnly: true, version: true, filter: adult });
const scanKeysPerhaps = data.scan({ keysOnly: true, meta: flag });
const notKeysOnly = data.get<User>("users:*", { keysOnly: false });
true satisfies Resolves<typeof keys, Page<ItemKey>>;
true satisfies Resolves<typeof keysString, Page<ItemKey>>;
true satisfies Resolves<typeof keysMeta, Page<ItemKeyWithMeta>>;
true satisfies Resolves<typeof keysVersion, Page<ItemKeyWithVersion>>;
true satisfies Resolves<typeof keysPerhaps, Page<AnyItemKey>>;
true satisfies Resolves<typeof labelKeys, Page<ItemKey>>;
true satisfies Resolves<typeof labelKeysMeta, Page<ItemKeyWithMeta>>;
true satisfies Resolves<typeof labelKeysVersion, Page<ItemKeyWithVersion>>;
true satisfies Resolves<typeof labelKeysPerhaps, Page<AnyItemKey>>;
true satisfies Resolves<typeof scanKeys, Page<ItemKey>>;
true satisfies Resolves<typeof scanKeysMeta, Page<ItemKeyWithMeta>>;
true satisfies Resolves<typeof scanKeysVersion, Page<ItemKeyWithVersion>>;
true satisfies Resolves<typeof scanKeysPerhaps, Page<AnyItemKey>>;
true satisfies Resolves<typeof notKeysOnly, Page<Item<User>>>;

// Iterations.
const all = data.iterate();
const users = data.iterate<User>("users:*", { filter: adult, labels, limit: 5000, reverse: true, start: "users:x" });
const team = data.iterate<User>("team:core", { label: "label1", meta: true });
const ofLabels = data.iterate<User>(undefined, { labels: { label2: "status:open" } });
const versions = data.iterate<User>(id, { version: true, consistent: true });
const perhaps = data.iterate<User>(id, { meta: flag });
const iterateNamed = data.iterate<User, "name">(id, { attributes: ["name"] });
const iterateNamedMeta = data.iterate<User, "name">(id, { attributes: ["name"], meta: true });
const iterateNamedVersion = data.iterate<User, "name">(id, { attributes: ["name"], version: true });
const iterateNamedPerhaps = data.iterate<User>(id, { attributes: ["name"], meta: flag });
const iterateKeys = data.iterate<User>(undefined, { keysOnly: true, filter: adult });
const iterateKeysMeta = data.iterate(id, { keysOnly: true, meta: true });
const iterateKeysVersion = data.iterate(id, { keysOnly: true, version: true });
const iterateKeysPerhaps = data.iterate(id, { keysOnly: true, meta: flag });
true satisfies Same<typeof all, Iteration<Item<Untyped>>>;
true satisfies Same<typeof users, Iteration<Item<User>>>;
true satisfies Same<typeof team, Iteration<ItemWithMeta<User>>>;
true satisfies Same<typeof ofLabels, Iteration<Item<User>>>;
true satisfies Same<typeof versions, Iteration<ItemWithVersion<User>>>;
true satisfies Same<typeof perhaps, Iteration<AnyItem<User>>>;
true satisfies Same<typeof iterateNamed, Iteration<Item<Named>>>;
true satisfies Same<typeof iterateNamedMeta, Iteration<ItemWithMeta<Named>>>;
true satisfies Same<typeof iterateNamedVersion, Iteration<ItemWithVersion<Named>>>;
true satisfies Same<typeof iterateNamedPerhaps, Iteration<AnyItem<Part>>>;
true satisfies Same<typeof iterateKeys, Iteration<ItemKey>>;
true satisfies Same<typeof iterateKeysMeta, Iteration<ItemKeyWithMeta>>;
true satisfies Same<typeof iterateKeysVersion, Iteration<ItemKeyWithVersion>>;
true satisfies Same<typeof iterateKeysPerhaps, Iteration<AnyItemKey>>;

for await (const { key, value } of data.iterate<User>("users:*")) [key satisfies string, value.name satisfies string];
for await (const { key, version } of data.iterate(id, { keysOnly: true, version: true })) {
	await data.remove(key satisfies string, { version });
}
for await (const { items, lastKey } of users.pages()) {
	items satisfies Item<User>[];
	for await (const item of data.iterate<User>("users:*", { start: lastKey })) item satisfies Item<User>;
}

// Counts and collections.
const counted = data.count();
const countedUsers = data.count<User>("users:*", { filter: adult, labels, consistent: true });
const countedTeam = data.count("team:*", { label: "label1" });
true satisfies Resolves<typeof counted, number>;
true satisfies Resolves<typeof countedUsers, number>;
true satisfies Resolves<typeof countedTeam, number>;
for await (const { name, items, bytes } of data.collections({ bytes: true })) {
	[name, items, bytes] satisfies [string | null, number, number];
}
for await (const { bytes } of data.collections({ bytes: flag })) {
	true satisfies Same<typeof bytes, number | undefined>;
}
// @ts-expect-error: without the option there are no bytes
for await (const { bytes } of data.collections()) console.log(bytes);
for await (const collection of data.collections()) {
	true satisfies NoAny<typeof collection>;
	collection satisfies CollectionSize;
	[collection.name, collection.items] satisfies [string | null, number];
}

for await (const collection of data.collections({ items: false })) {
	true satisfies Same<typeof collection, CollectionName>;
	collection.name satisfies string | null;
}
for await (const { items } of data.collections({ items: flag })) {
	true satisfies Same<typeof items, number | undefined>;
}
for await (const { items } of data.collections({ items: true, bytes: flag })) items satisfies number;
// @ts-expect-error bytes are counted with the items
data.collections({ items: false, bytes: true });

// Cursors.
const places = data.cursors("users:*", { every: 100 });
true satisfies Resolves<typeof places, Cursors>;
(await data.cursors<User>(undefined, { every: 1, filter: adult, labels, label: "label1" })).cursors satisfies string[];
// @ts-expect-error 'every' must be given
data.cursors("users:*", {});
// @ts-expect-error 'every' must be given
data.cursors("users:*");
// @ts-expect-error a number is needed
data.cursors("users:*", { every: "100" });
// @ts-expect-error cursors have one order
data.cursors("users:*", { every: 100, reverse: true });
// @ts-expect-error an index is never consistent
data.cursors("a", { every: 100, label: "label1", consistent: true });

// Code that is generic in the type of the value.
class Reader<T extends object> {
	constructor(readonly collection: string) {}

	all(filter: Match<T>): Iteration<Item<T>> {
		return data.iterate<T>(`${this.collection}:*`, { filter });
	}
	async some(filter: Match<T>): Promise<T[]> {
		const { items } = await data.get<T>(`${this.collection}:*`, { filter });
		return items.map(({ value }) => value);
	}
	part<A extends RootAttribute<T>>(attributes: readonly A[]) {
		return data.iterate<T, A>(`${this.collection}:*`, { attributes });
	}
	count(filter: Match<T>): Promise<number> {
		return data.count<T>(`${this.collection}:*`, { filter });
	}
}
const reader = new Reader<User>("users");
for await (const { value } of reader.part(["name"])) value.name satisfies string;
await reader.some({ age: { $lt: 5 } });

// Options in variables.
const pageOptions: GetOptions<User> = { filter: { name: { $startsWith: "J" } }, labels, limit: 5 };
const iterateOptions: IterateOptions<User> = { filter: { age: 5 }, limit: 100_000 };
const cursorsOptions: CursorsOptions<User> = { every: 10, filter: { age: 5 }, consistent: true };
const countOptions: CountOptions<User> = { filter: { age: 5 }, label: "label1" };
data.get<User>("users:*", pageOptions);
data.iterate<User>("users:*", iterateOptions);
data.count<User>("users:*", countOptions);
data.cursors<User>("users:*", cursorsOptions);

// @ts-expect-error a user has no such attribute
data.get<User>("users:*", { filter: { nmae: "Jane" } });
// @ts-expect-error an age is a number
data.iterate<User>("users:*", { filter: { age: { $gt: "5" } } });
// @ts-expect-error there is no such operator
data.count("users:*", { filter: { age: { $like: 5 } } });
// @ts-expect-error a user has no such attribute
data.get<User>("users:*", { attributes: ["nmae"] });
// @ts-expect-error a user has no such attribute to name
data.iterate<User, "nmae">("users:*", { attributes: ["nmae"] });
// @ts-expect-error only what was named is there
data.scan<User, "name">({ attributes: ["name", "age"] });
// @ts-expect-error a part may lack it
(await data.get<User>("users:1", { attributes: ["age"] }))?.age.toFixed();
// @ts-expect-error it was not asked for
(await data.get<User, "name">("users:1", { attributes: ["name"] }))?.age;
// @ts-expect-error there are no values
(await data.get<User>("users:*", { keysOnly: true })).items[0]?.value;
// @ts-expect-error no metadata was requested
(await data.get<User>("users:*", { keysOnly: true })).items[0]?.created;
// @ts-expect-error there is nothing to cut
data.get<User, "name">("users:*", { keysOnly: true, attributes: ["name"] });
// @ts-expect-error there are five labels
data.get("users:*", { labels: { label6: "a" } });
// @ts-expect-error a label is a string
data.count("users:*", { labels: { label1: 5 } });
// @ts-expect-error several keys have nothing to select
data.get(["a", "b"], { filter: {} });
// @ts-expect-error several keys have nothing to select
data.get(["a", "b"], { keysOnly: true });
// @ts-expect-error several keys are read whole
data.get(["a", "b"], { attributes: ["a"] });
// @ts-expect-error an index is never consistent
data.iterate("a", { label: "label1", consistent: true });
// @ts-expect-error an index is never consistent
data.count("a", { label: "label1", consistent: true });
// @ts-expect-error the options of an iteration are an object
data.iterate("a:*", true);
// @ts-expect-error the options of a count are an object
data.count("a:*", true);
// @ts-expect-error a count has no limit
data.count("a:*", { limit: 5 });
// @ts-expect-error there is no such option
data.iterate("a:*", { filters: {} });
// @ts-expect-error the options come second
data.iterate({ filter: {} });
// @ts-expect-error pages are read by iteration
users.pages().items;

export { countOptions, cursorsOptions, iterateOptions, pageOptions };
