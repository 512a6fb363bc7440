// `get` and `getByLabel`: the type of the result for every type of key and options.

import {
	type AnyItem,
	data,
	type GetOptions,
	type Item,
	type Items,
	type ItemWithMeta,
	Labels,
	type Page,
	type RangeKey,
	type Untyped,
} from "ampt-data";
import type { Resolves } from "./check.cjs";

interface User {
	name: string;
	age?: number;
}

declare const id: string;
declare const key: `users:${string}`;
declare const flag: boolean;
declare const someOptions: GetOptions;

// An exact key: the value, or the item with metadata.
const value = data.get("foo");
const user = data.get<User>("users:jane@doe.com");
const byId = data.get<User>(key);
const byTemplate = data.get<User>(`users:${id}`);
const withoutMeta = data.get<User>(key, false);
const withoutMetaOption = data.get<User>(key, { meta: false });
const withMeta = data.get<User>(key, true);
const withMetaOption = data.get<User>("foo", { meta: true });
const perhapsMeta = data.get<User>(key, flag);
const perhapsMetaOption = data.get<User>(key, { meta: flag });
const noOptions = data.get<User>(key, undefined);
true satisfies Resolves<typeof value, Untyped | undefined>;
true satisfies Resolves<typeof user, User | undefined>;
true satisfies Resolves<typeof byId, User | undefined>;
true satisfies Resolves<typeof byTemplate, User | undefined>;
true satisfies Resolves<typeof withoutMeta, User | undefined>;
true satisfies Resolves<typeof withoutMetaOption, User | undefined>;
true satisfies Resolves<typeof withMeta, ItemWithMeta<User> | undefined>;
true satisfies Resolves<typeof withMetaOption, ItemWithMeta<User> | undefined>;
true satisfies Resolves<typeof perhapsMeta, User | ItemWithMeta<User> | undefined>;
true satisfies Resolves<typeof perhapsMetaOption, User | ItemWithMeta<User> | undefined>;
true satisfies Resolves<typeof noOptions, User | undefined>;

// The expected type can determine the type parameter.
const expected: User | undefined = await data.get("users:1");
const counter: number = (await data.get("counter")) ?? 0;

// Without a colon, operators are ordinary characters.
const star = data.get("simple*with|odd<chars>");
const starFirst = data.get("a*b:c");
const pipeFirst = data.get("a|b:c");
const greaterInside = data.get("orders:a>b");
true satisfies Resolves<typeof star, Untyped | undefined>;
true satisfies Resolves<typeof starFirst, Untyped | undefined>;
true satisfies Resolves<typeof pipeFirst, Untyped | undefined>;
true satisfies Resolves<typeof greaterInside, Untyped | undefined>;

// A range: a page.
const all = data.get<User>("users:*");
const prefixed = data.get<User>("user123:orders*");
const greater = data.get<User>("user123:>2021-05-18");
const greaterOrEqual = data.get<User>("user123:>=2021-05-18");
const less = data.get<User>("user123:<2021-05-18");
const lessOrEqual = data.get<User>("user123:<=2021-05-18");
const spaced = data.get<User>("user123: >= 2021-05-18");
const between = data.get<User>("user123:2021-05-01|2021-05-31");
const untyped = data.get("users:*");
true satisfies Resolves<typeof all, Page<Item<User>>>;
true satisfies Resolves<typeof prefixed, Page<Item<User>>>;
true satisfies Resolves<typeof greater, Page<Item<User>>>;
true satisfies Resolves<typeof greaterOrEqual, Page<Item<User>>>;
true satisfies Resolves<typeof less, Page<Item<User>>>;
true satisfies Resolves<typeof lessOrEqual, Page<Item<User>>>;
true satisfies Resolves<typeof spaced, Page<Item<User>>>;
true satisfies Resolves<typeof between, Page<Item<User>>>;
true satisfies Resolves<typeof untyped, Page<Item<Untyped>>>;

// A range with placeholders is still a range.
const allOfSome = data.get<User>(`${id}:*`);
const prefixedByDate = data.get<User>(`user123:${id}*`);
const since = data.get<User>(`user123:>=${id}`);
const betweenDates = data.get<User>(`user123:${id}|${id}`);
const named = data.get<User>(id as RangeKey);
true satisfies Resolves<typeof allOfSome, Page<Item<User>>>;
true satisfies Resolves<typeof prefixedByDate, Page<Item<User>>>;
true satisfies Resolves<typeof since, Page<Item<User>>>;
true satisfies Resolves<typeof betweenDates, Page<Item<User>>>;
true satisfies Resolves<typeof named, Page<Item<User>>>;

const limited = data.get<User>("users:*", { limit: 10, reverse: true });
const bare = data.get<User>("users:*", false);
const pageWithMeta = data.get<User>("users:*", true);
const pageWithMetaOption = data.get<User>("user123:orders*", { limit: 3, start: "user123:orders_1", meta: true });
const pagePerhapsMeta = data.get<User>("users:*", flag);
const pageSomeOptions = data.get<User>("users:*", someOptions);
true satisfies Resolves<typeof limited, Page<Item<User>>>;
true satisfies Resolves<typeof bare, Page<Item<User>>>;
true satisfies Resolves<typeof pageWithMeta, Page<ItemWithMeta<User>>>;
true satisfies Resolves<typeof pageWithMetaOption, Page<ItemWithMeta<User>>>;
true satisfies Resolves<typeof pagePerhapsMeta, Page<AnyItem<User>>>;
true satisfies Resolves<typeof pageSomeOptions, Page<AnyItem<User>>>;

// A key known only at run time, with a page option: a page.
const stringLimited = data.get<User>(id, { limit: 10 });
const stringReversed = data.get<User>(id, { reverse: flag, meta: true });
const stringStarted = data.get<User>(id, { start: (await all).lastKey, meta: flag });
const stringSomeOptions = data.get<User>(id, someOptions);
true satisfies Resolves<typeof stringLimited, Page<Item<User>>>;
true satisfies Resolves<typeof stringReversed, Page<ItemWithMeta<User>>>;
true satisfies Resolves<typeof stringStarted, Page<AnyItem<User>>>;
true satisfies Resolves<typeof stringSomeOptions, User | ItemWithMeta<User> | Page<AnyItem<User>> | undefined>;

// By label: always a page.
const byLabelOption = data.get<User>("ORDER-9321", { label: "label1" });
const byLabelObject = data.get<User>("orders:>=1", { label: Labels.label5, meta: true });
const byLabelMeta = data.get<User>(id, { label: "label2", limit: 5, meta: true });
const byLabelPerhapsMeta = data.get<User>(id, { label: "label2", meta: flag });
const order = data.getByLabel<User>("label1", "ORDER-9321");
const orderBare = data.getByLabel("label1", "orders:*", { limit: 5, reverse: true });
const orderMeta = data.getByLabel<User>(Labels.label2, id, true);
const orderMetaOption = data.getByLabel<User>("label3", id, { start: "a:b|c:d", meta: true });
const orderPerhapsMeta = data.getByLabel<User>("label4", id, flag);
const orderSomeOptions = data.getByLabel<User>("label5", id, someOptions);
true satisfies Resolves<typeof byLabelOption, Page<Item<User>>>;
true satisfies Resolves<typeof byLabelObject, Page<ItemWithMeta<User>>>;
true satisfies Resolves<typeof byLabelMeta, Page<ItemWithMeta<User>>>;
true satisfies Resolves<typeof byLabelPerhapsMeta, Page<AnyItem<User>>>;
true satisfies Resolves<typeof order, Page<Item<User>>>;
true satisfies Resolves<typeof orderBare, Page<Item<Untyped>>>;
true satisfies Resolves<typeof orderMeta, Page<ItemWithMeta<User>>>;
true satisfies Resolves<typeof orderMetaOption, Page<ItemWithMeta<User>>>;
true satisfies Resolves<typeof orderPerhapsMeta, Page<AnyItem<User>>>;
true satisfies Resolves<typeof orderSomeOptions, Page<AnyItem<User>>>;

// Several keys.
const several = data.get(["key1", "someOtherKey", "namespacedKey:keyX"]);
const severalUsers = data.get<User>([id, "users:2"] as const, { meta: false });
const severalMeta = data.get<User>([id], true);
const severalMetaOption = data.get<User>([id], { meta: true });
const severalPerhapsMeta = data.get<User>([id], { meta: flag });
true satisfies Resolves<typeof several, Items<Item<Untyped>>>;
true satisfies Resolves<typeof severalUsers, Items<Item<User>>>;
true satisfies Resolves<typeof severalMeta, Items<ItemWithMeta<User>>>;
true satisfies Resolves<typeof severalMetaOption, Items<ItemWithMeta<User>>>;
true satisfies Resolves<typeof severalPerhapsMeta, Items<AnyItem<User>>>;

// Consistent reads of an item and of a page by key.
const sure = data.get<User>(key, { consistent: true });
const sureMeta = data.get<User>("users:1", { consistent: flag, meta: true });
const surePerhapsMeta = data.get<User>(key, { consistent: undefined, meta: flag });
const sureAll = data.get<User>("users:*", { consistent: true });
const sureAllMeta = data.get<User>("users:*", { consistent: flag, meta: true });
const sureString = data.get<User>(id, { consistent: true, limit: 10 });
const sureNoLabel = data.get<User>(key, { consistent: true, label: undefined });
true satisfies Resolves<typeof sure, User | undefined>;
true satisfies Resolves<typeof sureMeta, ItemWithMeta<User> | undefined>;
true satisfies Resolves<typeof surePerhapsMeta, User | ItemWithMeta<User> | undefined>;
true satisfies Resolves<typeof sureAll, Page<Item<User>>>;
true satisfies Resolves<typeof sureAllMeta, Page<ItemWithMeta<User>>>;
true satisfies Resolves<typeof sureString, Page<Item<User>>>;
true satisfies Resolves<typeof sureNoLabel, User | undefined>;

// Following pages.
let page: Page<Item<User>> | null = await data.get<User>("foo:*", { limit: 3 });
while (page) {
	page.items.map(({ key, value }) => [key satisfies string, value.name satisfies string]);
	page = page.next ? await page.next() : null;
}
let inferred = await data.get<User>("foo:*", { limit: 3 });
while (inferred.items.length > 0) {
	inferred.items.map(({ value }) => value.name satisfies string);
	if (!inferred.next) break;
	inferred = await inferred.next();
}
// @ts-expect-error a variable that begins with a page has no place for `null`, because reads of one need no check
inferred = inferred.next ? await inferred.next() : null;
let assigned = null;
assigned = await data.get<User>("foo:*");
while (assigned) {
	assigned.items.map(({ value }) => value.name satisfies string);
	assigned = assigned.next ? await assigned.next() : null;
}
for (let each: Page<Item<User>> | undefined = await all; each; each = await each.next?.()) each.items;
const first = await data.get("foo:*", { limit: 3 });
if (first.lastKey !== undefined) await data.get("foo:*", { limit: 3, start: first.lastKey });

// Metadata.
const item = await data.get<User>("users:1", true);
if (item) {
	[item.created.getTime(), item.modified.getTime(), item.ttl?.getTime()] satisfies (number | undefined)[];
	[item.label1, item.label2, item.label3, item.label4, item.label5] satisfies (string | undefined)[];
	item.value.name satisfies string;
}
for (const { created } of (await data.get("users:*", flag)).items) created satisfies Date | undefined;

// With options that may contain a page option, the result may be anything.
const open = { label: Labels.label1 } as { label?: Labels };
const whichever = data.get<User>(id, open);
true satisfies Resolves<typeof whichever, User | ItemWithMeta<User> | Page<AnyItem<User>> | undefined>;

// @ts-expect-error the value may be missing
(await data.get<User>("users:1")).name;
// @ts-expect-error a page has no value
(await data.get<User>("users:*")).name;
// @ts-expect-error no metadata was requested
(await data.get<User>("users:*")).items[0]?.created;
// @ts-expect-error a batch is not paged
(await data.get(["a"])).lastKey;
// @ts-expect-error several keys accept only `meta`
data.get(["a"], { limit: 5 });
// @ts-expect-error several keys are not read consistently
data.get(["a"], { consistent: true });
// @ts-expect-error an index is never consistent
data.get("a", { label: "label1", consistent: true });
// @ts-expect-error an index is never consistent, not for a range
data.get("a:*", { label: "label1", consistent: true, meta: true });
// @ts-expect-error an index is never consistent, not even at run time
data.get(id, { label: "label1", consistent: flag });
const sureByLabel = { label: Labels.label1, consistent: true };
// @ts-expect-error an index is never consistent, not with options of type GetOptions
data.get(id, sureByLabel);
// @ts-expect-error an index is never consistent, not with options in a variable
const notBoth: GetOptions = { label: "label1", consistent: true };
// @ts-expect-error an index is never consistent
data.getByLabel("label1", "a", { consistent: true });
// @ts-expect-error it is a boolean
data.get("a", { consistent: "yes" });
// @ts-expect-error it is a boolean, for a page too
data.get("a:*", { consistent: 1 });
// @ts-expect-error a key is a string
data.get(5);
// @ts-expect-error keys are strings
data.get(["a", 5]);
// @ts-expect-error a key is required
data.get();
// @ts-expect-error options are a boolean or an object
data.get("a", "meta");
// @ts-expect-error there is no such option
data.get("a", { timeToLive: 5 });
// @ts-expect-error a limit is a number
data.get("a:*", { limit: "5" });
// @ts-expect-error `start` is a key
data.get("a:*", { start: 5 });
// @ts-expect-error there are five labels
data.get("a", { label: "label6" });
// @ts-expect-error there are five labels
data.getByLabel("label0", "a");
// @ts-expect-error a label requires a value
data.getByLabel("label1");

export { counter, expected, notBoth };
