// `set`: which values can be stored, what they are read back as, and which options can be combined.

import {
	type AnyItem,
	type CompleteKey,
	data,
	type Item,
	type ItemsSet,
	type ItemWithMeta,
	Labels,
	type SetItem,
	type SetOptions,
	type SetResult,
	type Stored,
	type Untyped,
	type Value,
} from "ampt-data";
import type { Resolves, Same } from "./check.cjs";

interface User {
	name: string;
	age?: number;
	visits: number;
	tags: readonly string[];
	address: { city: string; zip?: string };
	manager?: User;
}

declare const user: User;
declare const flag: boolean;
declare const mode: "on" | "off";
declare const perhaps: string | undefined;
declare const untyped: unknown;
declare const record: Record<string, unknown>;

// A Date is read back as its ISO string, at any depth.
true satisfies Resolves<ReturnType<typeof dates>, [string, { at: string; list: { at: string }[] }, { at?: string }]>;
async function dates() {
	const at = new Date();
	return Promise.all([
		data.set("date", at),
		data.set("dates", { at, list: [{ at }] }),
		data.set("date", {} as { at?: Date }),
	]);
}

// Single values are read back unchanged.
true satisfies Resolves<ReturnType<typeof singles>, [string, number, boolean, string[], "on" | "off", null]>;
async function singles() {
	return Promise.all([
		data.set("foo", "bar"),
		data.set("fooNum", 123456),
		data.set("foo-Bool", true),
		data.set("foo_Array", ["val1", "val2", "val3"]),
		data.set("mode", mode),
		data.set("nothing", null, { removeNulls: false }),
	]);
}

// Bytes, Sets, Maps and bigints are each read back as one type.
const rich = data.set("rich", {
	bytes: new ArrayBuffer(2),
	view: new Float64Array(1),
	big: 2n ** 60n,
	names: new Set(["a"]),
	numbers: new Set([1n]),
	blobs: new Set([Uint8Array.of(1)]),
	map: new Map([["a", { b: 1n }]]),
	list: [1, "two", [3]] as const,
});
interface Rich {
	bytes: Uint8Array;
	view: Uint8Array;
	big: number | bigint;
	names: Set<string>;
	numbers: Set<number | bigint>;
	blobs: Set<Uint8Array>;
	map: { [attribute: string]: { b: number | bigint } };
	list: readonly [1, "two", readonly [3]];
}
true satisfies Resolves<typeof rich, Rich>;
const views = data.set("views", { views: [new Float32Array(1)], fixed: [1n] as const });
true satisfies Resolves<typeof views, { views: Uint8Array[]; fixed: readonly [number | bigint] }>;
const rootMap = data.set("map", new Map([["a", 1]]));
true satisfies Resolves<typeof rootMap, { [attribute: string]: number }>;

// Interfaces and `unknown` can be stored.
const whole = data.set("users:1", user);
const wholeWithMeta = data.set("users:1", user, true);
const anything = data.set("anything", untyped);
const attributes = data.set("anything", record);
true satisfies Resolves<typeof whole, User>;
true satisfies Resolves<typeof wholeWithMeta, ItemWithMeta<User>>;
true satisfies Resolves<typeof anything, unknown>;
true satisfies Resolves<typeof attributes, Record<string, unknown>>;

// Recursive types work.
type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
declare const json: Json;
declare const read: Value;
const again = data.set("again", json);
const asDefault = data.set("again", undefined, { default: [json] });
const readonlyList = data.set("again", [json] as readonly Json[]);
const inside = data.set("again", { json: [json], read: [read] }, { meta: true });
true satisfies Resolves<typeof again, Stored<Json>>;
true satisfies Resolves<typeof asDefault, Json[]>;
true satisfies Resolves<typeof readonlyList, readonly Json[]>;
true satisfies Resolves<typeof inside, ItemWithMeta<{ json: Json[]; read: Value[] }>>;
await data.set("again", read);
await data.set<Json>("again", json, { default: json });
await data.set([{ key: "again", value: read }], { overwrite: true });

// Root attributes: `null` and `undefined` remove, `$add` adds.
const updated = data.set("foo", { var1: "updated", var2: { $add: 1 }, var3: null, var4: undefined, var5: { x: null } });
const sum = data.set("counter", { $add: 5n });
interface Updated {
	var1: string;
	var2: number;
	var3: null | undefined;
	var4: undefined;
	var5: { x: null };
}
true satisfies Resolves<typeof updated, Updated>;
true satisfies Resolves<typeof sum, number>;

// With a named type, `set` accepts a part and returns the whole.
const part = data.set<User>("users:1", { age: null, visits: { $add: 1 } });
const partWithMeta = data.set<User>("users:1", { name: "Jane" }, { meta: true, default: { address: { zip: "1" } } });
const partPerhapsMeta = data.set<User>("users:1", { name: "Jane" }, flag);
const replaced = data.set<User>("users:1", user, { overwrite: true });
const one = data.set<number>("n", { $add: 1 });
true satisfies Resolves<typeof part, User>;
true satisfies Resolves<typeof partWithMeta, ItemWithMeta<User>>;
true satisfies Resolves<typeof partPerhapsMeta, User | ItemWithMeta<User>>;
true satisfies Resolves<typeof replaced, User>;
true satisfies Resolves<typeof one, number>;

// Metadata.
const withMeta = data.set("foo", "bar", { meta: true, overwrite: true, ttl: 3600, label1: "baz", label2: "baz:bat" });
const withoutMeta = data.set("foo", "bar", { meta: false });
const bare = data.set("foo", "bar", false);
const perhapsMeta = data.set("foo", "bar", { meta: flag });
true satisfies Resolves<typeof withMeta, ItemWithMeta<string>>;
true satisfies Resolves<typeof withoutMeta, string>;
true satisfies Resolves<typeof bare, string>;
true satisfies Resolves<typeof perhapsMeta, string | ItemWithMeta<string>>;

// Defaults.
const fallback = data.set("myKey", undefined, { default: "defaultValue" });
const perhapsFallback = data.set("myKey", perhaps, { default: "defaultValue" });
const filled = data.set("myKey", { key1: "myValue", key3: null }, { default: { key2: 1, key3: true } });
const filledMeta = data.set("myKey", { a: perhaps }, { default: { a: "a", b: { c: [1] } }, meta: true });
true satisfies Resolves<typeof fallback, string>;
true satisfies Resolves<typeof perhapsFallback, string>;
true satisfies Resolves<typeof filled, { key1: string; key2: number; key3: boolean | null }>;
true satisfies Resolves<typeof filledMeta, ItemWithMeta<{ a: string; b: { c: number[] } }>>;

// A value that may be missing, with a default or where TypeScript knows that it is there.
const perhapsUser = user as User | undefined;
const perhapsStored = data.set("users:1", perhapsUser, { default: user });
(await perhapsStored).name satisfies string;
if (perhapsUser) await data.set<User>("users:1", perhapsUser);
await data.set<User>("users:1", perhapsUser ?? null, { default: user });

// Options.
await data.set("k", 1, { ttl: new Date() });
await data.set("k", 1, { ttl: "2035-06-01T10:20:30Z" });
await data.set("k", 1, { ttl: null, exists: false });
await data.set("k", { foo: "bar" }, { exists: true, overwrite: flag });
await data.set("k", 1, { overwrite: true, created: 1688097108 });
await data.set("k", 1, { label1: "someLabel", label2: ["defaultLabel"], label3: null, label4: undefined });
await data.set("k", 1, { [Labels.label5]: "a:b", removeNulls: true, ttl: undefined, meta: undefined });
await data.set("k", 1, { idempotencyToken: "order-7" });
await data.set("k", { n: { $add: 1 } }, { idempotencyToken: "order-7", exists: true, ttl: 60 });
await data.set("k", 1, { idempotencyToken: undefined, overwrite: true });
const someOptions: SetOptions = { ttl: 5, overwrite: true, created: 5 };
(await data.set("k", perhaps, someOptions)) satisfies NonNullable<unknown>;
const somehow = data.set("k", { a: 1 }, someOptions);
true satisfies Resolves<typeof somehow, { a: number } | ItemWithMeta<{ a: number }>>;

// Batches.
const batch = data.set(
	[
		{ key: "key1", value: "string value" },
		{ key: "someOtherKey", value: 123, ttl: 1000, label1: "foo:baz" },
		{ key: "namespacedKey:keyX", value: { foo: "bar" }, default: { bat: "baz" } },
	],
	{ overwrite: true },
);
const batchMeta = data.set([{ key: "a", value: { n: { $add: 1 } } }], { overwrite: true, meta: true });
const batchTrue = data.set([{ key: "a", value: 1 }], true);
const batchMixed = data.set(
	[
		{ key: "a", value: 1 },
		{ key: "b", value: { c: null } },
	],
	flag,
);
const batchPerhapsMeta = data.set([{ key: "a", value: 1 }] as const, { meta: flag, removeNulls: false });
const batchDefault = data.set([
	{ key: "a", default: 1 },
	{ key: "b", value: undefined, default: 2 },
] satisfies SetItem[]);
const batchOfUsers = data.set([user, user].map((value) => ({ key: value.name, value })));
const batchNamed = data.set<User>([{ key: "a", value: user }], { overwrite: true });
const batchNamedMeta = data.set<User>([{ key: "a", value: user }], true);
const batchNamedPerhapsMeta = data.set<User>([{ key: "a", value: user }], flag);
true satisfies Resolves<typeof batch, ItemsSet<Item<string | number | { foo: string }>>>;
true satisfies Resolves<typeof batchMeta, ItemsSet<ItemWithMeta<{ n: number }>>>;
true satisfies Resolves<typeof batchTrue, ItemsSet<ItemWithMeta<number>>>;
true satisfies Resolves<typeof batchMixed, ItemsSet<AnyItem<number | { c: null | undefined }>>>;
true satisfies Resolves<typeof batchPerhapsMeta, ItemsSet<AnyItem<1>>>;
true satisfies Resolves<typeof batchDefault, ItemsSet<Item<Untyped>>>;
true satisfies Resolves<typeof batchOfUsers, ItemsSet<Item<User>>>;
true satisfies Resolves<typeof batchNamed, ItemsSet<Item<User>>>;
true satisfies Resolves<typeof batchNamedMeta, ItemsSet<ItemWithMeta<User>>>;
true satisfies Resolves<typeof batchNamedPerhapsMeta, ItemsSet<AnyItem<User>>>;
(await batch).unprocessed satisfies string[] | undefined;

// Functions that are generic in the value.
export async function cached<T>(key: CompleteKey, make: () => Promise<T>): Promise<T> {
	const hit = await data.get<T>(key);
	if (hit !== undefined) return hit;
	const made = await make();
	await data.set(key, made, { ttl: 60 });
	await data.set([{ key, value: made }], { overwrite: true });
	await data.set(key, { made, at: 1 });
	return data.set<T>(key, made);
}
export const generic = <T extends object>(key: string, value: T) => data.set(key, value, { label1: "x" });
true satisfies Same<ReturnType<typeof generic<User>>, Promise<SetResult<User, unknown>>>;
export const values = <T extends Value>(key: string, value: T) => data.set(key, value);
