// Collections: what their schema decides about the types of keys, values and unique attributes.

import {
	type AnyItem,
	type AnyItemKey,
	type Collection,
	type CollectionRange,
	data,
	type Item,
	type Items,
	type ItemWithMeta,
	type ItemWithVersion,
	type Page,
	type StandardSchema,
} from "ampt-data";
import type { Resolves, Same } from "./check.cjs";

interface NewUser {
	id: string;
	email: string;
	team?: string | undefined;
	visits?: number | undefined;
	born?: Date | string | undefined;
	tags?: string[] | undefined;
}
interface User {
	id: string;
	email: string;
	team?: string | undefined;
	visits: number;
	born?: string | undefined;
	tags?: string[] | undefined;
}
declare const schema: StandardSchema<NewUser, Omit<User, "born"> & { born?: Date | undefined }>;
declare const flag: boolean;

const users = data.collection("users", {
	schema,
	key: "id",
	labels: { label1: "team-${team}:${id}", label2: (user) => (user.visits > 5 ? `busy:${user.id}` : undefined) },
	unique: ["email", "visits"],
});
true satisfies Same<typeof users, Collection<User, NewUser, string, "email" | "visits">>;

// Values: what is written, and what is read.
const created = users.create({ id: "jane", email: "jane@example.com", born: new Date() }, { ttl: 60 });
const put = users.put(
	{ id: "jane", email: "e", visits: 5 },
	{ version: "1", if: { visits: { $lt: 5 } }, exists: true },
);
const patched = users.update("jane", { team: undefined, visits: 7 }, { if: { team: "core" } });
const changed = users.update("jane", async (user) => ({ ...user, visits: user.visits + 1 }));
true satisfies Resolves<typeof created, User>;
true satisfies Resolves<typeof put, User>;
true satisfies Resolves<typeof patched, User>;
true satisfies Resolves<typeof changed, User>;

// Reads.
const one = users.get("jane");
const oneMeta = users.get("jane", { meta: true });
const oneVersion = users.get("jane", { version: true, consistent: true });
const several = users.get(["jane", "joe"]);
const severalMeta = users.get(["jane"], { meta: true, atomic: true });
const page = users.get(">=k", { limit: 5 });
const pageVersion = users.get("*", { version: true });
const parts = users.get("*", { attributes: ["email", "team"], filter: { visits: { $gt: 5 } } });
const keys = users.get("*", { keysOnly: true });
const part = users.get("jane", { attributes: ["email"] });
const built = users.get("k*" as string as CollectionRange);
const by = users.getBy("email", "jane@example.com");
const byMeta = users.getBy("visits", 5, { meta: true });
const labelled = users.getByLabel("label1", "team-core:*", { reverse: true });
true satisfies Resolves<typeof one, User | undefined>;
true satisfies Resolves<typeof oneMeta, ItemWithMeta<User> | undefined>;
true satisfies Resolves<typeof oneVersion, ItemWithVersion<User> | undefined>;
true satisfies Resolves<typeof several, Items<Item<User>>>;
true satisfies Resolves<typeof severalMeta, Items<ItemWithMeta<User>>>;
true satisfies Resolves<typeof page, Page<Item<User>>>;
true satisfies Resolves<typeof pageVersion, Page<ItemWithVersion<User>>>;
true satisfies Resolves<typeof parts, Page<AnyItem<Pick<User, "email" | "team">>>>;
true satisfies Resolves<typeof keys, Page<AnyItemKey>>;
true satisfies Resolves<typeof part, Pick<User, "email"> | undefined>;
true satisfies Resolves<typeof built, Page<Item<User>>>;
true satisfies Resolves<typeof by, User | undefined>;
true satisfies Resolves<typeof byMeta, ItemWithMeta<User> | undefined>;
true satisfies Resolves<typeof labelled, Page<Item<User>>>;
for await (const item of users.iterate()) item satisfies Item<User>;
for await (const item of users.iterate(">k", { limit: 5, version: true })) item satisfies ItemWithVersion<User>;
for await (const found of users.iterate(undefined, { meta: true }).pages()) found.items satisfies ItemWithMeta<User>[];
for await (const { key, value } of users.iterate("*", { attributes: ["id"] })) [key, value.id] satisfies string[];
for await (const { key } of users.iterate("*", { keysOnly: true })) key satisfies string;
users.getByLabel("label1", "team-core:*", { attributes: ["id"], labels: { label2: "busy:*" } });
users.count("*", { filter: { team: "core" } });
// @ts-expect-error a user has no such attribute
users.count("*", { filter: { age: 5 } });
// @ts-expect-error a user has no such attribute
users.get("*", { attributes: ["age"] });
// @ts-expect-error an iteration by label is one of `data`
users.iterate("*", { label: "label1" });
const count = users.count("a|b", { consistent: true });
true satisfies Resolves<typeof count, number>;
const gone = users.remove("jane", { if: { visits: 0 }, version: "1" });
true satisfies Resolves<typeof gone, true>;
const { conflicts = [] } = await users.reindex();
for (const { key, attribute, owner } of conflicts) [key, attribute, owner] satisfies string[];

// The key: an attribute of a type of its own, or a function.
type Color = "red" | "blue";
declare const colors: StandardSchema<{ name: Color; id: number }>;
const byName = data.collection("colors", { schema: colors, key: "name" });
const byId = data.collection("colors", { schema: colors, key: ({ id }) => `c${id}` as const });
true satisfies Same<typeof byName, Collection<{ name: Color; id: number }, { name: Color; id: number }, Color>>;
byName.update("red", { id: 5 });
byName.get(["red", "blue"]);
byId.get("c5");
// @ts-expect-error there is no such color
byName.get("green");
// @ts-expect-error the keys of this collection begin with c
byId.remove("5");
// @ts-expect-error a key is a string
data.collection("colors", { schema: colors, key: "id" });
// @ts-expect-error there is no such attribute
data.collection("colors", { schema: colors, key: "color" });
// @ts-expect-error a key is required
data.collection("colors", { schema: colors });
// @ts-expect-error a schema has a validator
data.collection("colors", { schema: { "~standard": { version: 1, vendor: "me" } }, key: "name" });
// @ts-expect-error there is no such option
data.collection("colors", { schema: colors, key: "name", indexes: ["id"] });

// Labels.
const options = { schema, key: "id" } as const;
data.collection("users", { ...options, labels: { label5: "all" } });
// @ts-expect-error there is no such label
data.collection("users", { ...options, labels: { label6: "all" } });
// @ts-expect-error a user has no such attribute
data.collection("users", { ...options, labels: { label1: "team-${taem}:${id}" } });
// @ts-expect-error an array cannot stand in a template
data.collection("users", { ...options, labels: { label1: "tags:${tags}" } });
// @ts-expect-error a label is a string
data.collection("users", { ...options, labels: { label1: ({ visits }) => visits } });

// Unique attributes.
// @ts-expect-error an array cannot be unique
data.collection("users", { ...options, unique: ["tags"] });
// @ts-expect-error a user has no such attribute
data.collection("users", { ...options, unique: ["mail"] });
// @ts-expect-error a team is not unique
users.getBy("team", "core");
// @ts-expect-error an e-mail address is a string
users.getBy("email", 5);
// @ts-expect-error there is no unique attribute
byName.getBy("name", "red");

// Writes.
declare const changes: { team: string; age: number };
// @ts-expect-error the address is missing
users.create({ id: "jane" });
// @ts-expect-error a user has no such attribute
users.put({ id: "jane", email: "e", age: 5 });
// @ts-expect-error labels follow from the value
users.put({ id: "jane", email: "e" }, { label1: "team:core" });
// @ts-expect-error an item that is new has no version
users.create({ id: "jane", email: "e" }, { version: "1" });
// @ts-expect-error an address cannot be removed
users.update("jane", { email: undefined });
// @ts-expect-error a collection takes no operators
users.update("jane", { visits: { $add: 1 } });
// @ts-expect-error the function returns the whole value
users.update("jane", ({ id }) => ({ id }));
// @ts-expect-error a user has no such attribute
users.update("jane", {}, { if: { age: 5 } });
// @ts-expect-error `meta` is known when the program is written
users.get("jane", { meta: flag });
// @ts-expect-error pages by label have a method of their own
users.get("*", { label: "label1" });

// Values of several kinds.
declare const shapes: StandardSchema<
	{ id: string; kind: "circle"; radius: number } | { id: string; kind: "square"; side: number }
>;
const drawn = data.collection("shapes", {
	schema: shapes,
	key: "id",
	labels: { label1: "${kind}:${id}" },
	unique: ["kind"],
});
drawn.create({ id: "a", kind: "circle", radius: 5 });
drawn.update("a", { radius: 6 });
// @ts-expect-error a circle has no side
drawn.create({ id: "a", kind: "circle", side: 5 });

// Collections in functions.
export async function rename<V extends { name: string }>(collection: Collection<V, V>, key: string, name: string) {
	await collection.update(key, (value) => ({ ...value, name }));
}
export type Users = typeof users;
