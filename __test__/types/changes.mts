// `changes`: what its loop gets.

import {
	type ChangesOptions,
	type DataEvent,
	data,
	type ItemChange,
	type ItemWithMeta,
	type ItemWithVersion,
	type Row,
	type Untyped,
} from "ampt-data";
import type { Same } from "./check.cjs";

interface User {
	name: string;
}

declare const flag: boolean;
declare const expression: string | undefined;
declare const signal: NonNullable<ChangesOptions["signal"]>;

const everything = data.changes();
const users = data.changes<User>("users:*", { signal, filter: { name: "Jane" }, label: "label1" });
const withVersion = data.changes<User>(expression, { version: true, labels: { label2: "a:*" } });
const rows = data.changes(expression, { raw: true });
const perhapsRows = data.changes<User>("users:*", { raw: flag });
true satisfies Same<typeof everything, AsyncGenerator<DataEvent<Untyped>, void, undefined>>;
true satisfies Same<typeof users, AsyncGenerator<DataEvent<User>, void, undefined>>;
true satisfies Same<typeof withVersion, AsyncGenerator<ItemChange<ItemWithVersion<User>>, void, undefined>>;
true satisfies Same<typeof rows, AsyncGenerator<ItemChange<Row>, void, undefined>>;
true satisfies Same<
	typeof perhapsRows,
	AsyncGenerator<DataEvent<User> | ItemChange<ItemWithVersion<User>> | ItemChange<Row>, void, undefined>
>;

for await (const { name, item, previous } of users) {
	true satisfies Same<typeof item, ItemWithMeta<User>>;
	// The name tells whether there is a state before.
	if (name === "updated") true satisfies Same<typeof previous, ItemWithMeta<User>>;
	else true satisfies Same<typeof previous, undefined>;
}
for await (const change of withVersion) true satisfies Same<typeof change.item.version, string>;
for await (const change of rows) true satisfies Same<typeof change.item.pk, { S: string }>;

// @ts-expect-error an unknown option
data.changes("users:*", { initial: false });
// @ts-expect-error metadata is always there
data.changes("users:*", { meta: true });
// @ts-expect-error an attribute that a user does not have
data.changes<User>("users:*", { filter: { nam: "Jane" } });
// @ts-expect-error options come second
data.changes({ signal });
