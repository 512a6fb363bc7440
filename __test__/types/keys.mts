// `get`: what TypeScript knows of a key, and what it cannot know of a `string`.

import {
	type AnyItem,
	type CompleteKey,
	data,
	type Item,
	type ItemWithMeta,
	type ItemWithVersion,
	type Page,
	type RangeKey,
	type Untyped,
} from "ampt-data";
import type { Resolves } from "./check.cjs";

interface User {
	name: string;
	age?: number;
}
type Named = Pick<User, "name">;

declare const id: string;
declare const flag: boolean;

// A literal, or a template that begins with text or has a colon: the value.
const literal = data.get<User>("users:1");
const number = data.get<User>("1");
const letter = data.get<User>("über");
const capital = data.get<User>("Users");
const template = data.get<User>(`users:${id}`);
const simple = data.get<User>(`user-${id}`);
const anyCollection = data.get<User>(`${id}:1`);
const chosen = data.get<User>(flag ? "a" : `b:${id}`);
true satisfies Resolves<typeof literal, User | undefined>;
true satisfies Resolves<typeof number, User | undefined>;
true satisfies Resolves<typeof letter, User | undefined>;
true satisfies Resolves<typeof capital, User | undefined>;
true satisfies Resolves<typeof template, User | undefined>;
true satisfies Resolves<typeof simple, User | undefined>;
true satisfies Resolves<typeof anyCollection, User | undefined>;
true satisfies Resolves<typeof chosen, User | undefined>;

// A template that is put together before the call, with `as const`.
const keyOf = (name: string) => `users:${name}` as const;
const rangeOf = (prefix: string) => `users:${prefix}*` as const;
const built = data.get<User>(keyOf(id));
const builtMeta = data.get<User>(keyOf(id), true);
const builtVersion = data.get<User>(keyOf(id), { version: true });
const builtRange = data.get<User>(rangeOf(id));
const builtRangeMeta = data.get<User>(rangeOf(id), { meta: true });
true satisfies Resolves<typeof built, User | undefined>;
true satisfies Resolves<typeof builtMeta, ItemWithMeta<User> | undefined>;
true satisfies Resolves<typeof builtVersion, ItemWithVersion<User> | undefined>;
true satisfies Resolves<typeof builtRange, Page<Item<User>>>;
true satisfies Resolves<typeof builtRangeMeta, Page<ItemWithMeta<User>>>;

// Any other `string` may select an item or a page.
const key = `users:${id}*`;
const wide = data.get<User>(key);
const wideUntyped = data.get(key);
const wideOff = data.get<User>(key, false);
const wideMeta = data.get<User>(key, true);
const wideMetaOption = data.get<User>(key, { meta: true, consistent: true });
const wideVersion = data.get<User>(key, { version: true });
const widePerhaps = data.get<User>(key, flag);
const widePerhapsOption = data.get<User>(key, { meta: flag });
const widePart = data.get<User, "name">(key, { attributes: ["name"] });
const widePartMeta = data.get<User, "name">(key, { attributes: ["name"], meta: true });
const widePartVersion = data.get<User, "name">(key, { attributes: ["name"], version: true });
const widePartPerhaps = data.get<User, "name">(key, { attributes: ["name"], meta: flag });
const twoParts = data.get<User>(`${id}${id}`);
true satisfies Resolves<typeof wide, User | Page<Item<User>> | undefined>;
true satisfies Resolves<typeof wideUntyped, Untyped | Page<Item<Untyped>> | undefined>;
true satisfies Resolves<typeof wideOff, User | Page<Item<User>> | undefined>;
true satisfies Resolves<typeof wideMeta, ItemWithMeta<User> | Page<ItemWithMeta<User>> | undefined>;
true satisfies Resolves<typeof wideMetaOption, ItemWithMeta<User> | Page<ItemWithMeta<User>> | undefined>;
true satisfies Resolves<typeof wideVersion, ItemWithVersion<User> | Page<ItemWithVersion<User>> | undefined>;
true satisfies Resolves<typeof widePerhaps, User | ItemWithMeta<User> | Page<AnyItem<User>> | undefined>;
true satisfies Resolves<typeof widePerhapsOption, User | ItemWithMeta<User> | Page<AnyItem<User>> | undefined>;
true satisfies Resolves<typeof widePart, Named | Page<Item<Named>> | undefined>;
true satisfies Resolves<typeof widePartMeta, ItemWithMeta<Named> | Page<ItemWithMeta<Named>> | undefined>;
true satisfies Resolves<typeof widePartVersion, ItemWithVersion<Named> | Page<ItemWithVersion<Named>> | undefined>;
true satisfies Resolves<typeof widePartPerhaps, Named | ItemWithMeta<Named> | Page<AnyItem<Named>> | undefined>;
true satisfies Resolves<typeof twoParts, User | Page<Item<User>> | undefined>;
// @ts-expect-error it may be a page
(await wide)?.name;
// @ts-expect-error it may be an item
(await wide)?.items;

// What to do with it: look, or say what it is.
const found = await wide;
if (found !== undefined && "items" in found) found.items[0]?.value.name satisfies string | undefined;
else found?.name satisfies string | undefined;
const said = data.get<User>(key as CompleteKey);
const saidRange = data.get<User>(key as RangeKey);
const saidByOption = data.get<User>(key, { limit: 10 });
const cast = (await data.get(key)) as User;
true satisfies Resolves<typeof said, User | undefined>;
true satisfies Resolves<typeof saidRange, Page<Item<User>>>;
true satisfies Resolves<typeof saidByOption, Page<Item<User>>>;
cast.name satisfies string;

// Functions that take a key.
const load = (key: CompleteKey): Promise<User | undefined> => data.get<User>(key);
async function remember<T>(key: CompleteKey, make: () => T): Promise<T> {
	return (await data.get<T>(key)) ?? data.set<T>(key, make());
}
await load("users:1");
await load(`users:${id}`);
await remember(keyOf(id), () => 5);
// @ts-expect-error it may be an expression
await load(id);

// A transaction reads complete keys only, and refuses any other.
await data.transaction(async (tx) => {
	const read = tx.get<User>(id);
	true satisfies Resolves<typeof read, User | undefined>;
});
