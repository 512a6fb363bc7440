// `watch`: what its loop gets.

import {
	type AnyItem,
	data,
	type Item,
	type ItemWithMeta,
	type ItemWithVersion,
	type Untyped,
	type WatchEntry,
	type WatchOptions,
} from "ampt-data";
import type { Same } from "./check.cjs";

interface User {
	name: string;
}

declare const flag: boolean;
declare const expression: string | undefined;
declare const signal: NonNullable<WatchOptions["signal"]>;
declare const options: WatchOptions<User>;

const everything = data.watch();
const users = data.watch<User>("users:*", { signal, filter: { name: "Jane" }, label: "label1", initial: false });
const withMeta = data.watch<User>(expression, { meta: true });
const withVersion = data.watch<User>("users:*", { version: true, labels: { label2: "a:*" } });
const perhapsMeta = data.watch<User>("users:*", { meta: flag });
const somehow = data.watch<User>("users:*", options);
true satisfies Same<typeof everything, AsyncGenerator<WatchEntry<Item<Untyped>>, void, undefined>>;
true satisfies Same<typeof users, AsyncGenerator<WatchEntry<Item<User>>, void, undefined>>;
true satisfies Same<typeof withMeta, AsyncGenerator<WatchEntry<ItemWithMeta<User>>, void, undefined>>;
true satisfies Same<typeof withVersion, AsyncGenerator<WatchEntry<ItemWithVersion<User>>, void, undefined>>;
true satisfies Same<typeof perhapsMeta, AsyncGenerator<WatchEntry<AnyItem<User>>, void, undefined>>;
true satisfies Same<typeof somehow, AsyncGenerator<WatchEntry<AnyItem<User>>, void, undefined>>;

for await (const { key, value, deleted } of users) {
	true satisfies Same<typeof key, string>;
	// Each tells the other.
	if (deleted) true satisfies Same<typeof value, undefined>;
	else true satisfies Same<typeof value, User>;
}
for await (const entry of withMeta) {
	if (entry.deleted) {
		// @ts-expect-error nothing but the key is left
		entry.modified;
	} else true satisfies Same<typeof entry.modified, Date>;
}

// @ts-expect-error an unknown option
data.watch("users:*", { filtre: {} });
// @ts-expect-error a controller is no signal
data.watch("users:*", { signal: { abort() {}, signal } });
// @ts-expect-error an attribute that a user does not have
data.watch<User>("users:*", { filter: { nam: "Jane" } });
// @ts-expect-error there is no sixth label
data.watch("users:*", { label: "label6" });
// @ts-expect-error options come second
data.watch({ signal });
// @ts-expect-error options are an object
data.watch("users:*", true);
