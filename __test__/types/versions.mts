// Versions: what reads return with them, and writes that need one.

import { data, type Items, type ItemWithVersion, type OnVersion, type Page } from "ampt-data";
import type { Resolves } from "./check.cjs";

interface User {
	name: string;
	visits: number;
}

declare const id: `auctions:${string}`;
declare const version: string;
declare const perhaps: string | undefined;
declare const user: User;

// Reads.
const one = data.get<User>(id, { version: true });
const oneMeta = data.get<User>(id, { version: true, meta: true, consistent: true });
const several = data.get<User>([id], { version: true });
const range = data.get<User>("users:*", { version: true, limit: 5 });
const page = data.get<User>(id, { version: true, limit: 5 });
const byLabel = data.getByLabel<User>("label1", id, { version: true });
const scanned = data.scan<User>({ version: true, limit: 5 });
true satisfies Resolves<typeof one, ItemWithVersion<User> | undefined>;
true satisfies Resolves<typeof oneMeta, ItemWithVersion<User> | undefined>;
true satisfies Resolves<typeof several, Items<ItemWithVersion<User>>>;
true satisfies Resolves<typeof range, Page<ItemWithVersion<User>>>;
true satisfies Resolves<typeof page, Page<ItemWithVersion<User>>>;
true satisfies Resolves<typeof byLabel, Page<ItemWithVersion<User>>>;
true satisfies Resolves<typeof scanned, Page<ItemWithVersion<User>>>;
for await (const item of data.export<User>({ version: true })) item satisfies ItemWithVersion<User>;

// Writes.
const set = data.set<User>(id, user, { version });
const setInferred = data.set(id, { a: 1 }, { version, ttl: 5, meta: false });
const setMeta = data.set<User>(id, { name: "Jane" }, { version, overwrite: true, meta: true });
const added = data.add(id, 1, { version });
const addedBelow = data.add<User>(id, "visits", 1, { version });
const removed = data.remove(id, { version });
const removedExisting = data.remove(id, { exists: true });
const removedAll = data.remove([id]);
const mapped = Promise.all([id].map(data.remove));
true satisfies Resolves<typeof set, ItemWithVersion<User>>;
true satisfies Resolves<typeof setInferred, ItemWithVersion<{ a: number }>>;
true satisfies Resolves<typeof setMeta, ItemWithVersion<User>>;
true satisfies Resolves<typeof added, ItemWithVersion<number>>;
true satisfies Resolves<typeof addedBelow, ItemWithVersion<User>>;
true satisfies Resolves<typeof removed, true>;
true satisfies Resolves<typeof removedExisting, true>;
true satisfies Resolves<typeof removedAll, boolean>;
true satisfies Resolves<typeof mapped, boolean[]>;
({ version }) satisfies OnVersion;

// What a read returned can be passed on, and imported.
const read = await one;
if (read !== undefined) await data.set<User>(id, user, { version: read.version });
data.import(data.export({ version: true }));

// @ts-expect-error an undefined version must not make a guarded write an unguarded one
data.set<User>(id, user, { version: perhaps });
// @ts-expect-error neither does one that is written out
data.set(id, 1, { version: undefined });
// @ts-expect-error nor null
data.set(id, 1, { version: null });
// @ts-expect-error a write needs the text
data.set(id, 1, { version: true });
// @ts-expect-error an undefined version
data.add(id, 1, { version: perhaps });
// @ts-expect-error an undefined version
data.remove(id, { version: perhaps });
// @ts-expect-error one at a time
data.remove([id], { version });
// @ts-expect-error each item has a version of its own
data.set([{ key: id, value: 1 }], { version });
// @ts-expect-error a batch that replaces has no conditions
data.set([{ key: id, value: 1, version }]);
// @ts-expect-error a read takes true
data.get(id, { version });
