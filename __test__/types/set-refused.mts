// `set`: values and options that must not compile, because they would be refused or lost at run time.

import { data } from "ampt-data";

interface User {
	name: string;
	visits: number;
}

declare const flag: boolean;
declare const perhaps: string | undefined;
declare const perhapsSymbol: string | symbol;
declare const user: User;

class Account {
	balance = 0;
	deposit() {}
}

// @ts-expect-error a symbol is not a value, not even inside an object
data.set("k", { list: [{ at: Symbol("s") }] });
// @ts-expect-error a symbol is not a value, whatever the expected type
const expected: unknown = await data.set("k", Symbol("s"));
// @ts-expect-error a symbol is not a value, not even in a union
data.set("k", { at: perhapsSymbol });
// @ts-expect-error a symbol is not a value, not with metadata
data.set("k", Symbol("s"), true);
// @ts-expect-error a symbol is not a value, with metadata or without
data.set("k", Symbol("s"), { meta: flag });
// @ts-expect-error a function is not a value
data.set("k", () => 1);
// @ts-expect-error an instance of a class is not a value
data.set("k", new Account());
// @ts-expect-error a symbol is not a value
data.set("k", Symbol("s"));
// @ts-expect-error a promise is not a value: an `await` is missing
data.set("k", { user: data.get("user") });
// @ts-expect-error a regular expression is not a value
data.set("k", /x/);
// @ts-expect-error a Map contains values
data.set("k", new Map([["a", Symbol("s")]]));
// @ts-expect-error a Set contains one kind of element
data.set("k", new Set([1, "a"]));
// @ts-expect-error a Set contains strings, numbers or bytes
data.set("k", new Set([true]));
// @ts-expect-error a value is required
data.set("k");
// @ts-expect-error without a value, a default is required
data.set("k", undefined);
// @ts-expect-error without a value, a default is required
data.set("k", perhaps, { ttl: 5 });
// @ts-expect-error `null` is not a default
data.set("k", undefined, { default: null });
// @ts-expect-error without a value, a default is required, whatever the expected type
const absent: string | undefined = await data.set("k", perhaps);
// @ts-expect-error the user may be missing
data.set("k", user as User | undefined);
// @ts-expect-error the user may be missing, with a type, too
data.set<User>("k", user as User | undefined);
// @ts-expect-error a key is a string
data.set(5, 1);

// @ts-expect-error `$add` takes a number
data.set("k", { $add: "1" });
// @ts-expect-error `$add` must be the only key
data.set("k", { a: { $add: 1, b: 2 } });
// @ts-expect-error `$add` works on root attributes
data.set("k", { a: { b: { $add: 1 } } });
// @ts-expect-error `$add` works on root attributes, not in arrays
data.set("k", [{ $add: 1 }]);
// @ts-expect-error a default cannot add
data.set("k", { a: 1 }, { default: { b: { $add: 1 } } });
// @ts-expect-error a default is a value
data.set("k", { a: 1 }, { default: { b: Symbol("s") } });
// @ts-expect-error a default is a value, also without a value
data.set("k", undefined, { default: perhapsSymbol });

// @ts-expect-error a Date is read back as a string
const wrong: number = await data.set("k", "text");
// @ts-expect-error the result is the value, without metadata
(await data.set("k", { a: 1 })).created;
// @ts-expect-error the attribute was removed
(await data.set("k", { a: null })).a.length;

// @ts-expect-error a user has no such attribute
data.set<User>("k", { nam: "Jane" });
// @ts-expect-error a name is a string
data.set<User>("k", { name: 1 });
// @ts-expect-error a name is a string, also with metadata
data.set<User>("k", { name: 1 }, true);
// @ts-expect-error a name is a string, with metadata or without
data.set<User>("k", { name: 1 }, { meta: flag });
// @ts-expect-error nothing can be added to a name
data.set<User>("k", { name: { $add: 1 } });
// @ts-expect-error a default has the attributes of a user
data.set<User>("k", { name: "Jane" }, { default: { visits: "none" } });
// @ts-expect-error a batch takes whole users
data.set<User>([{ key: "k", value: { name: "Jane" } }], { overwrite: true });

// @ts-expect-error `created` requires `overwrite: true`
data.set("k", 1, { created: 1688097108 });
// @ts-expect-error `created` requires `overwrite: true`
data.set("k", 1, { overwrite: false, created: 1688097108 });
// @ts-expect-error `created` is in epoch seconds
data.set("k", 1, { overwrite: true, created: new Date() });
// @ts-expect-error `exists` is a boolean
data.set("k", 1, { exists: "yes" });
// @ts-expect-error `ttl` is a number, a string or a Date
data.set("k", 1, { ttl: true });
// @ts-expect-error there is no such option
data.set("k", 1, { timeToLive: 5 });
// @ts-expect-error there are five labels
data.set("k", 1, { label6: "x" });
// @ts-expect-error a label is a string
data.set("k", 1, { label1: 5 });
// @ts-expect-error a default label is one string
data.set("k", 1, { label1: ["a", "b"] });
// @ts-expect-error a token is a string
data.set("k", 1, { idempotencyToken: 7 });
// @ts-expect-error options are a boolean or an object
data.set("k", 1, "meta");

// @ts-expect-error an item requires a key
data.set([{ value: 1 }], { overwrite: true });
// @ts-expect-error an item requires a value or a default
data.set([{ key: "k" }], { overwrite: true });
// @ts-expect-error a symbol is not a value
data.set([{ key: "k", value: Symbol("s") }], { overwrite: true });
// @ts-expect-error a batch that replaces has no conditions
data.set([{ key: "k", value: user, exists: true }], { overwrite: true });
// @ts-expect-error a batch that replaces has no conditions
data.set([{ key: "k", value: user, created: 1688097108 }], { overwrite: true });
// @ts-expect-error a batch has no token
data.set([{ key: "k", value: user, idempotencyToken: "order-7" }], { overwrite: true });
// @ts-expect-error a batch has no token, not even for the whole batch
data.set([{ key: "k", value: user }], { overwrite: true, idempotencyToken: "order-7" });
// @ts-expect-error a seed has no token
data.seed([{ key: "k", value: user, idempotencyToken: "order-7" }]);
const checked = { key: "k", value: user, exists: true };
const dated = { key: "k", value: user, created: 1688097108 };
// @ts-expect-error a batch that replaces has no conditions, not with an item in a variable
data.set([checked], { overwrite: true });
// @ts-expect-error a batch that replaces has no conditions, not with an item in a variable
data.set([dated], { overwrite: true });
// @ts-expect-error an item has no such member
data.set([{ key: "k", value: user, lable1: "x" }], { overwrite: true });
// @ts-expect-error `ttl` is an option of each item
data.set([{ key: "k", value: 1 }], { overwrite: true, ttl: 5 });

export { absent, expected, wrong };
