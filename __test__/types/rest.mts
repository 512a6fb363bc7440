// Everything except `get`, `set` and events: counters, removal, whole stores, handles, errors.

import defaultExport, {
	type AnyItem,
	type AttributeValue,
	type Checked,
	type CopyProgress,
	Data,
	type DataError,
	data,
	type ErrorCode,
	type Export,
	type Imported,
	type Item,
	type ItemWithMeta,
	Labels,
	type Page,
	type Row,
	type ScanCountOptions,
	type ScanOptions,
	type StoreStat,
	type Untyped,
	ValidationError,
} from "ampt-data";
import type { NoAny, Resolves, Same } from "./check.cjs";

type Anything = ReturnType<typeof JSON.parse>;
interface User {
	name: string;
	visits: number;
}

declare const flag: boolean;
declare const id: string;
declare const user: User;

// Counters.
const added = data.add("myCounter", 1);
const subtracted = data.add("myNegativeCounter", -1n, false);
const big = data.add<number | bigint>("myCounter", 2n ** 60n, { meta: false });
const addedMeta = data.add("myCounter", 1, true);
const addedMetaOption = data.add("myCounter", 1, { meta: true });
const addedPerhapsMeta = data.add("myCounter", 1, flag);
const nested = data.add("myObjectKey", "nestedCounter", 5);
const nestedUser = data.add<User>("users:1", "visits", 1, {});
const nestedMeta = data.add<User>("users:1", "visits", 1, true);
const nestedMetaOption = data.add<User>("users:1", "visits", 1, { meta: true });
const nestedPerhapsMeta = data.add<User>("users:1", "visits", 1, { meta: flag });
const addedOnce = data.add("myCounter", 1, { idempotencyToken: "order-7" });
const addedOnceMeta = data.add("myCounter", 1, { idempotencyToken: "order-7", meta: true });
const addedOncePerhapsMeta = data.add("myCounter", 1, { idempotencyToken: undefined, meta: flag });
const nestedOnce = data.add<User>("users:1", "visits", 1, { idempotencyToken: "visit-7" });
const nestedOnceMeta = data.add<User>("users:1", "visits", 1, { idempotencyToken: "visit-7", meta: true });
const nestedOncePerhapsMeta = data.add<User>("users:1", "visits", 1, { idempotencyToken: "visit-7", meta: flag });
true satisfies Resolves<typeof addedOnce, number>;
true satisfies Resolves<typeof addedOnceMeta, ItemWithMeta<number>>;
true satisfies Resolves<typeof addedOncePerhapsMeta, number | ItemWithMeta<number>>;
true satisfies Resolves<typeof nestedOnce, User>;
true satisfies Resolves<typeof nestedOnceMeta, ItemWithMeta<User>>;
true satisfies Resolves<typeof nestedOncePerhapsMeta, User | ItemWithMeta<User>>;
true satisfies Resolves<typeof added, number>;
true satisfies Resolves<typeof subtracted, number>;
true satisfies Resolves<typeof big, number | bigint>;
true satisfies Resolves<typeof addedMeta, ItemWithMeta<number>>;
true satisfies Resolves<typeof addedMetaOption, ItemWithMeta<number>>;
true satisfies Resolves<typeof addedPerhapsMeta, number | ItemWithMeta<number>>;
true satisfies Resolves<typeof nested, { [attribute: string]: Untyped }>;
true satisfies Resolves<typeof nestedUser, User>;
true satisfies Resolves<typeof nestedMeta, ItemWithMeta<User>>;
true satisfies Resolves<typeof nestedMetaOption, ItemWithMeta<User>>;
true satisfies Resolves<typeof nestedPerhapsMeta, User | ItemWithMeta<User>>;
// @ts-expect-error only numbers can be added
data.add("o", "n", "x");
// @ts-expect-error only numbers can be added
data.add("o", { meta: true });
// @ts-expect-error a user has no such attribute
data.add<User>("users:1", "age", 1);
// @ts-expect-error a name is no number
data.add<User>("users:1", "name", 1);
// @ts-expect-error a name is no number, not with metadata
data.add<User>("users:1", "name", 1, true);
data.add<Record<string, number>>("k", id, 1);
data.add<Anything>("k", "n", 1);
// @ts-expect-error a sum is not a string
data.add<string>("o", 1);
// @ts-expect-error there is no such option
data.add("o", 1, { overwrite: true });
// @ts-expect-error a token is a string
data.add("o", 1, { idempotencyToken: 7 });
// @ts-expect-error a token is a string, also for an attribute
data.add("o", "n", 1, { idempotencyToken: 7 });

// Removal.
const removed = data.remove("foo:bar");
const removedAll = data.remove(["key1", "someOtherKey", "namespacedKey:keyX"] as const);
true satisfies Resolves<typeof removed, boolean>;
true satisfies Resolves<typeof removedAll, boolean>;
// @ts-expect-error a key is a string
data.remove(5);

// The whole store.
declare const someScan: ScanOptions;
const counted: ScanCountOptions = { count: true, label: "label1", segment: 0, totalSegments: 4 };
const scanned = data.scan();
const scannedUsers = data.scan<User>({ limit: 1000, label: "label1", start: "a:b|c:d" });
const scannedMeta = data.scan<User>(true);
const scannedSegment = data.scan<User>({ segment: 0, totalSegments: 4, meta: true });
const scannedPerhapsMeta = data.scan<User>(flag);
const scannedSomehow = data.scan<User>(someScan);
const count = data.scan({ count: true });
const countMore = data.scan(counted);
true satisfies Resolves<typeof scanned, Page<Item<Untyped>>>;
true satisfies Resolves<typeof scannedUsers, Page<Item<User>>>;
true satisfies Resolves<typeof scannedMeta, Page<ItemWithMeta<User>>>;
true satisfies Resolves<typeof scannedSegment, Page<ItemWithMeta<User>>>;
true satisfies Resolves<typeof scannedPerhapsMeta, Page<AnyItem<User>>>;
true satisfies Resolves<typeof scannedSomehow, Page<AnyItem<User>>>;
true satisfies Resolves<typeof count, { count: number }>;
true satisfies Resolves<typeof countMore, { count: number }>;
// @ts-expect-error `segment` requires `totalSegments`
data.scan({ segment: 0 });
// @ts-expect-error a scan has no order to reverse
data.scan({ reverse: true });
// @ts-expect-error a scan is not consistent
data.scan({ consistent: true });
// @ts-expect-error a scan is not consistent, not even for a count
data.scan({ count: true, consistent: true });

const seeded = data.seed(
	[
		{ key: "user:1", value: user, label1: "u:a" },
		{ key: "flag", value: true },
	],
	true,
);
const seededFile = data.seed("./seed.json", { overwrite: flag });
const truncated = data.truncate();
true satisfies Resolves<typeof seeded, { items: number }>;
true satisfies Resolves<typeof seededFile, { items: number }>;
true satisfies Resolves<typeof truncated, { total: number }>;
// @ts-expect-error a symbol is not a value
data.seed([{ key: "k", value: Symbol("s") }]);
// @ts-expect-error items must be an array
data.seed({ key: "k", value: 1 });

// Export and import.
const exported = data.export();
const exportedUsers = data.export<User>({ raw: false });
const rows = data.export({ raw: true });
const either = data.export<User>({ raw: flag });
true satisfies Same<typeof exported, Export<ItemWithMeta<Untyped>>>;
true satisfies Same<typeof exportedUsers, Export<ItemWithMeta<User>>>;
true satisfies Same<typeof rows, Export<Row>>;
true satisfies Same<typeof either, Export<ItemWithMeta<User> | Row>>;
for await (const row of rows) {
	row.pk.S satisfies string;
	row._name satisfies AttributeValue | undefined;
	[row.pk1?.S, row.sk5?.S, row.ttl?.N, row.ct.N, row.md.N] satisfies (string | undefined)[];
}
for await (const { items, lastKey } of data.export({ expression: id, raw: true, start: "a:1" }).pages()) {
	items satisfies Row[];
	lastKey satisfies string | undefined;
}
true satisfies Same<ReturnType<typeof lastRows>, Export<Row>>;
function lastRows() {
	return data.export({ raw: true, expression: "a:*", limit: 5, reverse: true });
}
// @ts-expect-error a limit is a number
data.export({ limit: "5" });
const imported = data.import(exportedUsers);
true satisfies Resolves<typeof imported, { items: number }>;
await data.import(rows);
const copied = data.import(rows, { if: "newer" });
true satisfies Resolves<typeof copied, Imported>;
await data.import(either, { if: "missing" });
await data.import([], { if: "always" });
// What a store holds, and what is wrong in it.
const stat = data.stat({
	largest: 5,
	onProgress: ({ items, total }) => [items, total] satisfies [number, number | undefined],
});
const checked = data.check({ repair: flag });
true satisfies Resolves<typeof stat, StoreStat>;
true satisfies Resolves<typeof checked, Checked>;
(await stat).file?.free satisfies number | undefined;
(await stat).table?.billing satisfies string | undefined;
(await stat).labels.label3 satisfies number;
// @ts-expect-error: there is no such option
data.stat({ most: 5 });
// @ts-expect-error: there is no such option
data.check({ fix: true });

// @ts-expect-error: none of the conditions
data.import([], { if: "older" });
// @ts-expect-error: without a condition the options say nothing
data.import([], {});
await data.import(either);
await data.import(JSON.parse("[]") as { key: string; value: unknown }[]);
await data.import([{ key: "a", value: user, created: 5, modified: "2024-01-01", ttl: new Date(), label1: null }]);
await data.import(new Set([{ pk: { S: "a" }, sk: { S: "0" }, ct: { N: "1" }, md: { N: "1" }, _name: { S: "Jane" } }]));
// @ts-expect-error an item requires a value
data.import([{ key: "a" }]);
// @ts-expect-error a path is not a list of items
data.import("export.json");

// Handles.
new Data() satisfies Data;
new Data({ url: "memory:", table: "orders" }) satisfies Data;
Data.open("file:./.ampt/data?durability=relaxed") satisfies Data;
Data.open({ href: "file:///srv/data" }) satisfies Data;
Data.open("dynamodb://my-table?region=eu-west-1&profile=work") satisfies Data;
Data.table("orders") satisfies Data;
const created = Data.createTable("dynamodb://my-table");
const createdByUrl = Data.createTable({ href: "dynamodb://my-table" });
true satisfies Resolves<typeof created, void>;
true satisfies Resolves<typeof createdByUrl, void>;
data.removeNulls = false;
const closed = data.close();
true satisfies Resolves<typeof closed, void>;
true satisfies Same<typeof data, Data>;
true satisfies Same<typeof defaultExport, Data>;
true satisfies NoAny<typeof data>;
// @ts-expect-error a URL is required
Data.open();
// @ts-expect-error a table requires a name
Data.table(5);
// @ts-expect-error createTable requires a URL
Data.createTable();
// @ts-expect-error createTable is static
data.createTable("dynamodb://my-table");
// @ts-expect-error it is a boolean
data.removeNulls = "no";

// Labels, as a value and as a type.
const label: Labels = Labels.label1;
true satisfies Same<Labels, "label1" | "label2" | "label3" | "label4" | "label5">;
true satisfies Same<typeof Labels.label5, "label5">;
// @ts-expect-error it is frozen
Labels.label1 = "label2";
// @ts-expect-error there are five labels
const sixth: Labels = "label6";

// Errors.
const error = new ValidationError("message", "INVALID_KEY");
error satisfies Error & DataError;
true satisfies Same<typeof error.name, "ValidationError">;
true satisfies Same<typeof error.statusCode, 400>;
true satisfies Same<typeof error.code, ErrorCode>;
type Codes =
	| "ACCESS_DENIED"
	| "BACKUP_EXISTS"
	| "BACKUP_FAILED"
	| "BAD_CREDENTIALS"
	| "CLOSED"
	| "CONDITION_FAILED"
	| "CONTENTION"
	| "CREATED_MISMATCH"
	| "DISK_FULL"
	| "DYNAMODB_FAILED"
	| "GROUP_IN_USE"
	| "INTERNAL"
	| "INVALID_EVENT_NAME"
	| "INVALID_KEY"
	| "INVALID_LEASE"
	| "INVALID_OPTION"
	| "INVALID_RECORDS"
	| "INVALID_URL"
	| "INVALID_VALUE"
	| "ITEM_EXISTS"
	| "ITEM_NOT_FOUND"
	| "ITEM_TOO_LARGE"
	| "NOT_UNIQUE"
	| "NO_BACKUP"
	| "NO_COMPACTION"
	| "NO_HANDLERS"
	| "CHANGES_MISSED"
	| "NO_CLOCK"
	| "NO_NATIVE_PART"
	| "NO_CREDENTIALS"
	| "NO_REGION"
	| "NO_STREAM"
	| "NO_THREADS"
	| "OBJECT_TO_VALUE"
	| "SCHEMA"
	| "SERVER_ERROR"
	| "READ_ONLY"
	| "STORE_CORRUPT"
	| "STORE_NOT_FOUND"
	| "STORE_FAILED"
	| "STORE_FULL"
	| "STORE_GONE"
	| "STORE_IN_USE"
	| "STORE_NEWER"
	| "STORE_OPEN_TWICE"
	| "STORE_UNUSABLE"
	| "TABLE_MISMATCH"
	| "TABLE_NOT_FOUND"
	| "TABLE_NOT_READY"
	| "THROTTLED"
	| "TOO_MANY_READERS"
	| "TRANSACTION_ENDED"
	| "TRANSACTION_TOO_LARGE"
	| "UNKNOWN_OUTCOME"
	| "UNPROCESSED"
	| "UNREACHABLE"
	| "UNREADABLE_ROW"
	| "VALIDATION"
	| "VALIDATION_EXCEPTION"
	| "VERSION_MISMATCH";
true satisfies Same<ErrorCode, Codes>;
// @ts-expect-error there is no such code
new ValidationError("message", "NOPE");

// The clock.
data.clock.now() satisfies number;
const set = data.clock.set(new Date());
const advanced = data.clock.advance(60_000);
true satisfies Resolves<typeof set, void>;
true satisfies Resolves<typeof advanced, void>;
data.clock.set(Date.now()) satisfies Promise<void>;
data.clock.reset() satisfies Promise<void>;
// @ts-expect-error a time is a date or milliseconds
data.clock.set("2026-01-01");
// @ts-expect-error a time to advance by is in milliseconds
data.clock.advance("1h");
// @ts-expect-error `clock` is read-only
data.clock = new Data({ url: "memory:" }).clock;

export { label, sixth };

// Backups and compaction.
(await data.backup("folder")) satisfies { bytes: number; items: number };
await data.backup("a.mdb", {
	compact: true,
	onProgress: ({ bytes, total }) => void ((bytes / total) satisfies number),
});
(await data.compact()) satisfies { before: number; after: number };
await data.compact({ onProgress: (progress: CopyProgress) => void progress.bytes });
// @ts-expect-error a backup needs a target
data.backup();
// @ts-expect-error the option is a boolean
data.backup("folder", { compact: "yes" });
// @ts-expect-error a compaction compacts always
data.compact({ compact: true });
