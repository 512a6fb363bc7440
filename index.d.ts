// Types of ampt-data, written by hand. They need TypeScript 5.0 or later.

/** One of the five labels of an item, by name. */
export type Labels = "label1" | "label2" | "label3" | "label4" | "label5";

/** The five labels, for those who prefer `Labels.label1` to `"label1"`. Frozen. */
export declare const Labels: { readonly [Label in Labels]: Label };

/**
 * What is read when nothing more is known. A Map comes back as an object, any bytes as a Uint8Array, a bigint
 * within `Number.MAX_SAFE_INTEGER` as a number.
 */
export type Value =
	| string
	| number
	| boolean
	| null
	| bigint
	| Uint8Array
	| Set<string>
	| Set<number | bigint>
	| Set<Uint8Array>
	| Value[]
	| { [attribute: string]: Value };

/**
 * A key expression that selects several items of one collection. Operators work behind the first colon only; without a
 * colon they are ordinary characters of a key. Ends are included in `a|b`, and keys compare as UTF-8 bytes.
 *
 * An expression that is put together at run time is a `string` to TypeScript: say `as RangeKey`, or pass an option of
 * pages such as `limit`, and the result is a page. The other way round, a complete key with an operator behind a later
 * colon (`a:b:>c`) looks like a range here: pass it as a `string`.
 */
export type RangeKey =
	| `${string}:${string}*`
	| `${string}:${"" | " "}${">" | "<"}${string}`
	| `${string}:${string}|${string}`;

/** Adds to a number, atomically: as a value, or as a root attribute of one. A missing number counts as 0. */
export interface Add {
	/** What is added; negative to subtract. */
	$add: Addend;
}

/** An item without its metadata. */
export interface Item<T = Value> {
	/** The complete key, trimmed. */
	key: string;
	/** What is stored under the key. */
	value: T;
}

/** What is known of an item beside its value: its dates, to the second, and those of its labels that are set. */
export interface Metadata extends Partial<Record<Labels, string>> {
	/** When the item was first set, or last overwritten without `created`. */
	created: Date;
	/** When the item was last set. */
	modified: Date;
	/** When the item expires. Absent if it never does. */
	ttl?: Date;
}

/** An item with its metadata: what `meta: true` gives. */
export interface ItemWithMeta<T = Value> extends Item<T>, Metadata {}

/** An item with metadata or without, where `meta` is only known at run time. */
export type AnyItem<T = Value> = Item<T> & Partial<Metadata>;

/** Some of the items that a call selects, in the order of their keys or labels. */
export interface Page<I = Item> {
	/** The items: at most `limit`, fewer where they are large. */
	items: I[];
	/**
	 * Where the next page begins: pass it as `start`, in this process or any other. Absent when nothing follows; a page
	 * that is exactly full has one all the same.
	 */
	lastKey?: string;
	/** Reads the next page with the same options. There whenever `lastKey` is. */
	next?: () => Promise<Page<I>>;
	/** Rows that cannot be read, beside the items that can. Absent if there are none. */
	unreadable?: Unreadable[];
}

/** A row of a table that another program wrote so that it cannot be read. A warning of the process names it once, too. */
export interface Unreadable {
	/** Its key, if it has one. */
	key?: string;
	/** The column and what is wrong with it; never what it holds. */
	message: string;
}

/** The items of a batch `get`: those that exist, in the order in which they were asked for. */
export interface Items<I = Item> {
	/** At most 25 items. */
	items: I[];
	/** Rows among the keys that cannot be read. Absent if there are none. */
	unreadable?: Unreadable[];
}

/** What a batch `set` has written. */
export interface ItemsSet<I = Item> {
	/** At most 25 items. */
	items: I[];
	/** Keys that the store still refused after retries for being too busy. Set them again. Absent if there are none. */
	unprocessed?: string[];
}

/** Whether metadata is wanted. `true` and `false` stand for `{ meta: true }` and `{ meta: false }`. */
export interface MetaOptions {
	/** Gives items as `{ key, value, created, modified, … }`. `false` by default. */
	meta?: boolean | undefined;
}

/** What every page can be told. */
interface PageSettings extends MetaOptions {
	/** Most items of a page: 1 to 1000, 100 by default. */
	limit?: number | undefined;
	/** Sorts in descending order. `false` by default. */
	reverse?: boolean | undefined;
	/** The `lastKey` of the page before. */
	start?: string | undefined;
}

/** Whether the last writes must be seen. */
interface Consistency {
	/**
	 * Sees every write that was acknowledged before, by any program. `false` by default: then DynamoDB may answer
	 * from a moment before, at half the cost. The embedded store always sees them.
	 */
	consistent?: boolean | undefined;
}

/** Reads by key. */
interface ByKey extends Consistency {
	/** Only possible without `consistent`. */
	label?: undefined;
}

/** Reads by a label. */
interface ByLabel {
	/** Reads by this label instead of by key; the result is always a page. */
	label?: Labels | undefined;
	/** Not possible with a label: indexes follow a moment later. */
	consistent?: undefined;
}

/** Options of `get`. */
export type GetOptions = PageSettings & (ByKey | ByLabel);

/**
 * A label to set. It follows the rules of keys, but may hold `*`, `|`, `>` and `<`. In an array of one it is a
 * default, which leaves a label that is set already. `null` and `undefined` remove the label.
 */
export type LabelInput = string | readonly [string] | null | undefined;

/** Labels to set; those that are not named stay, unless the item is overwritten. Items may share a label. */
export type LabelInputs = { [Label in Labels]?: LabelInput };

/**
 * When an item expires: an integer from 315,360,000 (ten years) on is an epoch in seconds, and one that is past has
 * expired; a smaller one is that many seconds from now. A string is an ISO 8601 date up to the year 9999, which may be
 * partial (`2035`, `2035-06`) and is in UTC without an offset. `null` removes the expiry. An expired item is not
 * returned any more.
 */
export type TtlInput = number | string | Date | null;

/** What a single `set` and the items of a batch have in common. */
interface SetSettings<D> extends LabelInputs {
	/**
	 * What is stored where there is nothing yet. Under an object it is merged attribute by attribute, at any depth; the
	 * value wins, and `null` or `undefined` for a root attribute removes it. It must be of the value's kind (a number
	 * beside `$add`) and cannot hold `$add`.
	 */
	default?: D | undefined;
	/** When the item expires. */
	ttl?: TtlInput | undefined;
	/**
	 * Whether `null` as a value or as a root attribute removes instead of being stored. Deeper in a value `null` is
	 * always stored. By default what `data.removeNulls` says, which is `true`.
	 */
	removeNulls?: boolean | undefined;
}

/** The name of one call. */
interface Idempotency {
	/**
	 * A name for this very call, of 1 to 36 characters (bytes in UTF-8). On DynamoDB the call is then carried out once,
	 * however often it is repeated with this token and the same arguments within ten minutes. It costs twice. The
	 * embedded store takes the token and does not look at it: there no answer gets lost.
	 */
	idempotencyToken?: string | undefined;
}

/** Options of `add`. */
export interface AddOptions extends MetaOptions, Idempotency {}

/** What only a `set` of one item has. */
interface SetOneSettings extends MetaOptions, Idempotency {
	/**
	 * `true` sets only an item that exists (else code `ITEM_NOT_FOUND`), `false` only one that does not (else
	 * `ITEM_EXISTS`).
	 */
	exists?: boolean | undefined;
}

/** Replaces the item with its labels and `ttl`. */
interface Overwriting {
	/** Replaces the whole item instead of updating it. */
	overwrite: true;
	/**
	 * The item's `created` in epoch seconds: it is checked and kept. Code `CREATED_MISMATCH` if it differs. Without it
	 * `created` starts anew.
	 */
	created?: number | undefined;
}

/** Updates the item, or creates it. */
interface Updating {
	/** Replaces the whole item instead of updating it. `false` by default. */
	overwrite?: boolean | undefined;
	/** Only possible together with `overwrite: true`. */
	created?: undefined;
}

/** Options of `set` for one item. */
export type SetOptions<D = NonNullable<unknown>> = SetSettings<D> &
	CheckedDefault<D> &
	SetOneSettings &
	(Overwriting | Updating);

/** An item of a batch `set` or a `seed`, which replaces what is there. Without a value it has a `default`. */
export type SetItem<V = unknown, D = unknown> = ItemSettings<D> &
	({ value: Settable<V> } | { value?: null | undefined; default: D });

/** What is said of an item of a batch beside its value. */
interface ItemSettings<D> extends SetSettings<D> {
	/** The complete key. */
	key: string;
	/** Only possible one item at a time. */
	exists?: undefined;
	/** Only possible one item at a time. */
	created?: undefined;
	/** Only possible one item at a time. */
	idempotencyToken?: undefined;
}

/** Options of a batch `set`. */
export interface BatchOptions extends MetaOptions {
	/** Batches always overwrite. Say so, for the day when they can update too. */
	overwrite?: true | undefined;
	/** As for one item. */
	removeNulls?: boolean | undefined;
}

/** What `scan` reads. With a label, the items that have it. */
interface ScanSettings extends Omit<PageSettings, "meta" | "reverse"> {
	/** Reads by this label instead of by key. */
	label?: Labels | undefined;
	/** Root attributes that objects are cut down to; name in `T` what is left. Single values stay whole. */
	attributes?: readonly string[] | undefined;
}

/** One share of all items, for scans in parallel. */
interface Segment {
	/** Which share: from 0 to below `totalSegments`. */
	segment: number;
	/** How many shares there are. */
	totalSegments: number;
}

/** All items. */
type NoSegment = Partial<Record<keyof Segment, undefined>>;

/** Options of `scan` for a page. */
export type ScanOptions = ScanSettings & MetaOptions & (Segment | NoSegment) & { count?: false | undefined };

/** Options of `scan` that give how many items there are instead of the items. */
export type CountOptions = ScanSettings & (Segment | NoSegment) & { count: true };

/** A value in DynamoDB's own JSON: numbers as strings, bytes in base64. */
export type AttributeValue =
	| { S: string }
	| { N: string }
	| { B: string }
	| { BOOL: boolean }
	| { NULL: true }
	| { SS: string[] }
	| { NS: string[] }
	| { BS: string[] }
	| { L: AttributeValue[] }
	| { M: { [name: string]: AttributeValue } };

type LabelColumns = { [N in 1 | 2 | 3 | 4 | 5 as `pk${N}` | `sk${N}`]?: { S: string } } & {
	[N in 1 | 2 | 3 | 4 | 5 as `kv${N}`]?: { BOOL: boolean };
};

/** An item as a row of the DynamoDB table. `pkN`, `skN` and `kvN` are those of label N. */
export interface Row extends LabelColumns {
	/** Partition key: the collection, or the whole of a key without a colon. */
	pk: { S: string };
	/** Sort key: what follows the first colon, or `0`. */
	sk: { S: string };
	/** `true` where the key has no colon. */
	kv?: { BOOL: boolean };
	/** The value of an item that is no object. */
	val?: AttributeValue;
	/** Created, in epoch seconds. */
	ct: { N: string };
	/** Modified, in epoch seconds. */
	md: { N: string };
	/** Expiry, in epoch seconds. */
	ttl?: { N: string };
	/** A root attribute of an object, behind an underscore. */
	[attribute: `_${string}`]: AttributeValue;
}

type DateInput = Date | string | number | null | undefined;

/** An item as `import` takes it, and `export` gives it. Dates may also be ISO 8601 strings or epoch seconds. */
export interface ImportItem extends Partial<Record<Labels, string | null | undefined>> {
	/** The complete key. */
	key: string;
	/** What is stored, as it is: nothing is removed or added. */
	value: NonNullable<unknown> | null;
	/** When the item was first set; by default now. */
	created?: DateInput;
	/** When the item was last set; by default now. */
	modified?: DateInput;
	/** When the item expires; never seconds from now. */
	ttl?: DateInput;
}

/** What happened to an item. */
export type EventKind = "created" | "updated" | "deleted";

/**
 * The name of an event as `on` takes it: a kind or `*`, and which keys. A name that is put together at run time is a
 * `string` to TypeScript: say `as EventName`.
 */
export type EventName = NameOfKind<EventKind | "*">;
type NameOfKind<K extends string> = K | `${K}:${string}`;
/** One name of a kind, or several. */
type NameOf<K extends EventKind> = NameOfKind<K> | readonly NameOfKind<K>[];
/** The kinds of the events that have a name. */
type KindOf<N> = { [K in EventKind]: N extends NameOfKind<K | "*"> ? K : never }[EventKind];

/** An item was set where there was none. */
export interface CreatedEvent<T = Value> {
	/** What happened. */
	name: "created";
	/** The item. */
	item: ItemWithMeta<T>;
	/** Only there for an update. */
	previous?: undefined;
}

/** An item was set again, be it that nothing changed but `modified`. */
export interface UpdatedEvent<T = Value> {
	/** What happened. */
	name: "updated";
	/** The item after the change. */
	item: ItemWithMeta<T>;
	/** The item before the change. */
	previous: ItemWithMeta<T>;
}

/** An item was removed, or it expired. */
export interface DeletedEvent<T = Value> {
	/** What happened. */
	name: "deleted";
	/** The item as it last was. */
	item: ItemWithMeta<T>;
	/** Only there for an update. */
	previous?: undefined;
}

/** A change of an item, of the kinds `K`. `name` tells which. */
export type DataEvent<T = Value, K extends EventKind = EventKind> = {
	created: CreatedEvent<T>;
	updated: UpdatedEvent<T>;
	deleted: DeletedEvent<T>;
}[K];

/** A function of `on`. What it returns is awaited, and of no other use. */
type Handler<E> = (event: E) => unknown;

/** How a function of `on` is called. */
export interface EventConfig {
	/** How long it may take, in milliseconds: 1 to 60000, 20000 by default. */
	timeout?: number | undefined;
	/**
	 * The group that it is in, a name of 1 to 64 bytes; `default` by default. Each change is handled once for each
	 * group, however many processes there are. A group that no process handled for 30 days is forgotten.
	 */
	group?: string | undefined;
	/**
	 * How many collections the group handles at once in this process: 1 to 1000, 16 by default. What was said last for
	 * the group counts.
	 */
	concurrency?: number | undefined;
}

/** What ends a function's being called. */
export interface Subscription {
	/** It is called no more. One that runs goes on. */
	remove(): void;
}

/** A function of `on` has failed, and is tried again. */
export interface RetryReport<T = Value> {
	/** The group of the function. */
	group: string;
	/** What it was to handle. */
	event: DataEvent<T>;
	/** How often it was tried, from 1. */
	attempts: number;
	/** What it threw, as text. */
	error: string;
	/** How long the event waits, in milliseconds. */
	delay: number;
}

/** An event was given up after 24 hours. */
export interface DroppedReport<T = Value> {
	/** The group that gave it up. */
	group: string;
	/** The event. */
	event: DataEvent<T>;
	/** How often the function that kept failing was tried. */
	attempts: number;
}

/** Changes were lost to a group: no process handled it for 24 hours. */
export interface GapReport {
	/** The group. */
	group: string;
	/** How many there were, where that is known. */
	changes?: number;
	/** What happened. */
	reason: string;
}

/** `data.events`. */
export interface Events {
	/**
	 * Tells when a function has failed and is tried again. Without it, the first failure of an event is a warning of the
	 * process.
	 *
	 * @throws {DataError} `INVALID_OPTION` for another type, or no function.
	 */
	on<T = Value>(type: "retry", listener: (report: RetryReport<T>) => unknown): Subscription;
	/** Tells when an event is given up after 24 hours. Without it, that is a warning of the process. */
	on<T = Value>(type: "dropped", listener: (report: DroppedReport<T>) => unknown): Subscription;
	/** Tells when changes were lost to a group. Without it, that is a warning of the process. */
	on(type: "gap", listener: (report: GapReport) => unknown): Subscription;

	/**
	 * Resolves when nothing is left to handle for the groups of this handle, be it in this process or another: for
	 * tests. Do not await it in a function of `on`: it waits for that one, until its `timeout`.
	 */
	idle(): Promise<void>;

	/**
	 * Keeps the process at work until `SIGINT`, `SIGTERM` or `close()`, and resolves once the functions that run have
	 * ended. A second signal ends the process at once.
	 */
	run(): Promise<void>;
}

/** A handler of AWS Lambda, for an event source mapping to a DynamoDB stream. */
export type StreamHandler = (event: {
	/** The records of the stream, of new and old images. */
	readonly Records: readonly { readonly dynamodb?: object | undefined }[];
}) => Promise<{
	/** The first record that failed, for Lambda to go on from. Empty when all is well. */
	batchItemFailures: { itemIdentifier: string }[];
}>;

/** Which store a `Data` works on. */
export interface DataConfig {
	/** The store's URL; by default that of the environment. See {@link Data.open}. */
	url?: string | undefined;
	/** Another table of that store. See {@link Data.table}. */
	table?: string | undefined;
}

/**
 * The `code` of an error. Codes are stable, messages are for people.
 *
 * - Bad input, as a `ValidationError`: `INVALID_KEY`, `INVALID_OPTION`, `INVALID_VALUE`, `INVALID_URL`,
 *   `ITEM_TOO_LARGE`, `INVALID_RECORDS`; `VALIDATION` is that of a `ValidationError` made without a code.
 *   `INVALID_OPTION` and `INVALID_VALUE` come as a plain `Error` where the reference does so, and so does
 *   `INVALID_EVENT_NAME`.
 * - Refused for what is stored, as an `Error`: `ITEM_EXISTS`, `ITEM_NOT_FOUND`, `CREATED_MISMATCH`, `OBJECT_TO_VALUE`
 *   (a single value in place of an object), `ITEM_TOO_LARGE` (the item as updated), `UNPROCESSED` (the store was too
 *   busy).
 * - Refused by DynamoDB's rules, as a `ValidationException`: `VALIDATION_EXCEPTION`.
 * - The embedded store, as an `Error`: `STORE_UNUSABLE` (the folder), `STORE_CORRUPT`, `STORE_NEWER`, `STORE_FULL`,
 *   `STORE_FAILED`, `STORE_GONE` (its folder was deleted or replaced while it was open), `STORE_OPEN_TWICE` (another copy
 *   of this package in the process has it open), `DISK_FULL`, `TOO_MANY_READERS`.
 * - DynamoDB, under the name that it gives: `TABLE_NOT_FOUND` (`ResourceNotFoundException`), `ACCESS_DENIED`
 *   (`AccessDeniedException`), `BAD_CREDENTIALS` (`UnrecognizedClientException`), `THROTTLED`
 *   (`ProvisionedThroughputExceededException`), `SERVER_ERROR` (`InternalServerError`).
 * - DynamoDB, as an `Error`: `TABLE_MISMATCH` (another schema), `TABLE_NOT_READY` (after `createTable`), `UNREACHABLE`
 *   (no connection, or no answer), `UNKNOWN_OUTCOME` (a write that may be done or not), `CONTENTION` (others change the
 *   item all the time), `NO_CREDENTIALS`, `NO_REGION`, `DYNAMODB_FAILED` (anything else).
 * - Events, as an `Error`: `NO_STREAM` (a table without a stream of new and old images), `NO_HANDLERS` (a
 *   `streamHandler` without a `data.on`).
 * - Any store, as an `Error`: `CLOSED`.
 * - This package, as an `Error`: `NO_NATIVE_PART` (thrown when the package is loaded), `NO_THREADS` (the machine gives
 *   none), `INTERNAL`.
 */
export type ErrorCode =
	| "ACCESS_DENIED"
	| "BAD_CREDENTIALS"
	| "CLOSED"
	| "CONTENTION"
	| "CREATED_MISMATCH"
	| "DISK_FULL"
	| "DYNAMODB_FAILED"
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
	| "NO_HANDLERS"
	| "NO_NATIVE_PART"
	| "NO_CREDENTIALS"
	| "NO_REGION"
	| "NO_STREAM"
	| "NO_THREADS"
	| "OBJECT_TO_VALUE"
	| "SERVER_ERROR"
	| "STORE_CORRUPT"
	| "STORE_FAILED"
	| "STORE_FULL"
	| "STORE_GONE"
	| "STORE_NEWER"
	| "STORE_OPEN_TWICE"
	| "STORE_UNUSABLE"
	| "TABLE_MISMATCH"
	| "TABLE_NOT_FOUND"
	| "TABLE_NOT_READY"
	| "THROTTLED"
	| "TOO_MANY_READERS"
	| "UNKNOWN_OUTCOME"
	| "UNPROCESSED"
	| "UNREACHABLE"
	| "UNREADABLE_ROW"
	| "VALIDATION"
	| "VALIDATION_EXCEPTION";

/** Any error of this package. */
export interface DataError extends Error {
	/** Names that end in `Exception`, and `InternalServerError`, are those that DynamoDB gives. */
	name:
		| "AccessDeniedException"
		| "Error"
		| "InternalServerError"
		| "ProvisionedThroughputExceededException"
		| "ResourceNotFoundException"
		| "UnrecognizedClientException"
		| "ValidationError"
		| "ValidationException";
	/** What went wrong, for programs. */
	code: ErrorCode;
	/** What to write instead, where the message does not say it. For people. */
	hint?: string;
}

/** Bad input: a key, an option, a value or a URL that breaks the rules. */
export declare class ValidationError extends Error implements DataError {
	/** An error with a code, by default `VALIDATION`. */
	constructor(message: string, code?: ErrorCode);
	/** Always `ValidationError`. */
	name: "ValidationError";
	/** Which rule was broken. */
	code: ErrorCode;
	/** What to write instead, where the message does not say it. For people. */
	hint?: string;
	/** The HTTP status that fits: 400. */
	statusCode: 400;
}

/** Options `O` without metadata, with it, and where that is known at run time only. */
type Bare<O = MetaOptions> = false | (O & { meta?: false | undefined });
type Full<O = MetaOptions> = true | (O & { meta: true });
type Either<O = MetaOptions> = boolean | O;

/** Options that only pages have: that one of them is there tells that a page is meant. */
type PageOptions = GetOptions &
	(
		| { limit: number | undefined }
		| { reverse: boolean | undefined }
		| { start: string | undefined }
		| { label: Labels }
	);

/** Options of a single item. */
type OneOptions = MetaOptions &
	Consistency &
	Partial<Record<Exclude<keyof GetOptions, keyof MetaOptions | keyof Consistency>, undefined>>;

/** Options of `getByLabel`. */
type LabelOptions = PageSettings;

/**
 * A store of items under keys.
 *
 * A key is `name`, or `collection:name` for an item of a collection. It is split at the first colon and its parts are
 * trimmed; case matters; each has at most 256 bytes in UTF-8. In a collection a name is not empty, holds neither `*` nor
 * `|`, and does not begin with `>` or `<`: the reference's rules. An item has at most 400 KB with its metadata, a value at most 32
 * levels, a number at most 38 digits: DynamoDB's limits, which hold on the embedded store too, so that data can move.
 *
 * Promises reject with a {@link DataError}; nothing is thrown but where it says so. Once `set` has resolved, the item
 * is stored. On the embedded store `get` sees every write that this process asked for before it, awaited or not; on
 * DynamoDB, with `consistent`, every write that has resolved.
 */
export declare class Data {
	/**
	 * A handle on a store, which the first call opens.
	 *
	 * @throws {ValidationError} `INVALID_URL` for a URL or a table that cannot be, `INVALID_OPTION` for a member that is
	 * neither.
	 */
	constructor(config?: DataConfig);

	/**
	 * A handle on the store of a URL: `file:PATH` (embedded, in that folder), `memory:` (gone with the process) or
	 * `dynamodb://TABLE` (a table of your own on DynamoDB). After `file:PATH?durability=relaxed` a write does not wait
	 * for the disk; after `?sweep=off` expired items stay in the file. After `dynamodb://TABLE?` there may be `region`,
	 * `endpoint` and `profile`, with `&` between them; what is not named comes from the AWS environment. `connections` is
	 * how many requests may be under way at a time (100), `timeout` and `attemptTimeout` how long a call and one attempt of
	 * it may take, in milliseconds (120,000 and 10,000).
	 *
	 * @throws {ValidationError} `INVALID_URL`
	 */
	static open(url: string | { readonly href: string }): Data;

	/**
	 * The table of that name: on the embedded store, the folder of that name beside the one of the environment; on
	 * DynamoDB, the table of exactly that name, with the options of the environment's URL. The same name gives the same
	 * handle until it is closed.
	 *
	 * @throws {ValidationError} `INVALID_URL` for what cannot be the name of a folder.
	 */
	static table(name: string): Data;

	/**
	 * Creates the table of a `dynamodb://TABLE` URL with its indexes, stream and expiry, and resolves once it can be
	 * used. A table that is there is checked, and its expiry switched on. For an embedded store there is nothing to do.
	 *
	 * @throws {DataError} `INVALID_URL`; `TABLE_MISMATCH` for a table of another schema; `TABLE_NOT_READY` after ten
	 * minutes; `ACCESS_DENIED` and other codes of DynamoDB's.
	 */
	static createTable(url: string | { readonly href: string }): Promise<void>;

	/**
	 * What the option `removeNulls` of `set` is by default: `true` unless it is changed here.
	 *
	 * @throws {DataError} `INVALID_OPTION` when set to what is no boolean.
	 */
	removeNulls: boolean;

	/**
	 * Gets up to 25 items by their complete keys. A key given twice counts once.
	 *
	 * @throws {DataError} `INVALID_KEY` for no key, more than 25, or a range; `INVALID_OPTION` for any but `meta`;
	 * `UNPROCESSED` if the store was too busy for some, after retries.
	 */
	get<T = Value>(keys: readonly string[], options?: Bare): Promise<Items<Item<T>>>;
	/** Gets up to 25 items by their complete keys, with metadata. */
	get<T = Value>(keys: readonly string[], options: Full): Promise<Items<ItemWithMeta<T>>>;
	/** Gets up to 25 items by their complete keys, with metadata if `meta` turns out to be true. */
	get<T = Value>(keys: readonly string[], options: Either): Promise<Items<AnyItem<T>>>;

	/**
	 * Gets a page of a collection: `users:*` (all), `users:a*` (those that begin with `a`), `users:>a`, `users:>=a`,
	 * `users:<a`, `users:<=a`, `users:a|b` (from `a` to `b`).
	 *
	 * @throws {DataError} `INVALID_KEY` for an expression that cannot be; `INVALID_OPTION` for a `limit` outside 1 to
	 * 1000, or a `start` that is no `lastKey`; `VALIDATION_EXCEPTION` for `users:b|a`.
	 */
	get<T = Value>(key: RangeKey, options?: Bare<GetOptions>): Promise<Page<Item<T>>>;
	/** Gets a page of a collection, with metadata. */
	get<T = Value>(key: RangeKey, options: Full<GetOptions>): Promise<Page<ItemWithMeta<T>>>;
	/** Gets a page of a collection, with metadata if `meta` turns out to be true. */
	get<T = Value>(key: RangeKey, options: Either<GetOptions>): Promise<Page<AnyItem<T>>>;

	/**
	 * Gets a page: by a label, or by an expression that is only known at run time. Do not pass `limit`, `reverse` or
	 * `start` with a complete key: it gives one item, whatever the options.
	 *
	 * @throws {DataError} As with a range; `INVALID_OPTION` for a label that is none of the five, or one together with
	 * `consistent`.
	 */
	get<T = Value>(key: string, options: PageOptions & { meta?: false | undefined }): Promise<Page<Item<T>>>;
	/** Gets a page by a label or an expression, with metadata. */
	get<T = Value>(key: string, options: PageOptions & { meta: true }): Promise<Page<ItemWithMeta<T>>>;
	/** Gets a page by a label or an expression, with metadata if `meta` turns out to be true. */
	get<T = Value>(key: string, options: PageOptions): Promise<Page<AnyItem<T>>>;

	/**
	 * Gets the value under a key, or `undefined`. Name its type, which is not checked: `data.get<User>("users:1")`.
	 *
	 * @throws {DataError} `INVALID_KEY`
	 */
	get<T = Value>(key: string, options?: Bare<OneOptions>): Promise<T | undefined>;
	/** Gets the item under a key with its metadata, or `undefined`. */
	get<T = Value>(key: string, options: Full<OneOptions>): Promise<ItemWithMeta<T> | undefined>;
	/** Gets the value under a key, or the item with its metadata if `meta` turns out to be true. */
	get<T = Value>(key: string, options: Either<OneOptions>): Promise<ValueOrItem<T> | undefined>;
	/** Gets one item or a page, where neither the key nor the options tell which. */
	get<T = Value>(key: string, options: Either<GetOptions>): Promise<OneOrPage<T>>;

	/**
	 * Gets a page of the items with a label: of one label, or of a range as `get` takes it. They come in the order of
	 * their labels.
	 *
	 * @throws {DataError} As `get` does; `INVALID_OPTION` for a label that is none of the five.
	 */
	getByLabel<T = Value>(label: Labels, key: string, options?: Bare<LabelOptions>): Promise<Page<Item<T>>>;
	/** Gets a page of the items with a label, with metadata. */
	getByLabel<T = Value>(label: Labels, key: string, options: Full<LabelOptions>): Promise<Page<ItemWithMeta<T>>>;
	/** Gets a page of the items with a label, with metadata if `meta` turns out to be true. */
	getByLabel<T = Value>(label: Labels, key: string, options: Either<LabelOptions>): Promise<Page<AnyItem<T>>>;

	/**
	 * Sets up to 25 items at once, each in place of what is there.
	 *
	 * @throws {DataError} `INVALID_KEY` (also for a key given twice), `INVALID_OPTION`, `INVALID_VALUE` (also for no
	 * item, or more than 25), `ITEM_TOO_LARGE`. Nothing is stored then.
	 */
	set<V extends List>(items: SetItems<V>, options?: Bare<BatchOptions>): Promise<ItemsSet<Item<StoredOf<V>>>>;
	/** Sets up to 25 items at once, and gives them with metadata. */
	set<V extends List>(items: SetItems<V>, options: Full<BatchOptions>): Promise<ItemsSet<ItemWithMeta<StoredOf<V>>>>;
	/** Sets up to 25 items at once, and gives them with metadata if `meta` turns out to be true. */
	set<V extends List>(items: SetItems<V>, options: Either<BatchOptions>): Promise<ItemsSet<AnyItem<StoredOf<V>>>>;
	/** Sets up to 25 items of a type that is named: `data.set<User>([…], { overwrite: true })`. */
	set<T>(items: readonly SetItem<T>[], options?: Bare<BatchOptions>): Promise<ItemsSet<Item<T>>>;
	/** Sets up to 25 items of a type that is named, and gives them with metadata. */
	set<T>(items: readonly SetItem<T>[], options: Full<BatchOptions>): Promise<ItemsSet<ItemWithMeta<T>>>;
	/** Sets up to 25 items of a type that is named, and gives them with metadata if `meta` turns out to be true. */
	set<T>(items: readonly SetItem<T>[], options: Either<BatchOptions>): Promise<ItemsSet<AnyItem<T>>>;

	/**
	 * Sets an item, and gives its value. An object is merged into the one that is stored, root attribute by root
	 * attribute: `null` and `undefined` remove one, `{ $add: 1 }` adds to it. Any other value takes the place of what
	 * is there, unless that is an object. Without a value, the `default` is set where there is nothing yet.
	 *
	 * @throws {DataError} `INVALID_KEY`, `INVALID_OPTION`, `INVALID_VALUE`, `ITEM_TOO_LARGE` (400 KB), `ITEM_EXISTS`,
	 * `ITEM_NOT_FOUND`, `CREATED_MISMATCH`, `OBJECT_TO_VALUE`, `VALIDATION_EXCEPTION` (`$add` to what is no number); on
	 * DynamoDB `CONTENTION` and, with `$add` and no `idempotencyToken`, `UNKNOWN_OUTCOME`.
	 */
	set<V, D>(key: string, value: Settable<V, D>, options?: Bare<SetOptions<D>>): Promise<SetResult<V, D>>;
	/** Sets an item, and gives it with its metadata. */
	set<V, D>(key: string, value: Settable<V, D>, options: Full<SetOptions<D>>): Promise<ItemWithMeta<SetResult<V, D>>>;
	/** Sets an item, and gives its value, or the item with its metadata if `meta` turns out to be true. */
	set<V, D>(key: string, value: Settable<V, D>, options: Either<SetOptions<D>>): Promise<ValueOrItem<SetResult<V, D>>>;
	/**
	 * Sets an item of a type that is named, or a part of it, and gives the whole:
	 * `data.set<User>("users:1", { visits: { $add: 1 } })`.
	 *
	 * @throws {DataError} As without the type.
	 */
	set<T>(key: string, value: Part<T>, options?: Bare<SetOptions<DefaultFor<T>>>): Promise<T>;
	/** Sets an item of a type that is named, or a part of it, and gives it with its metadata. */
	set<T>(key: string, value: Part<T>, options: Full<SetOptions<DefaultFor<T>>>): Promise<ItemWithMeta<T>>;
	/** Sets an item of a type that is named, and gives it with its metadata if `meta` turns out to be true. */
	set<T>(key: string, value: Part<T>, options: Either<SetOptions<DefaultFor<T>>>): Promise<ValueOrItem<T>>;

	/**
	 * Adds to the number under a key, atomically, and gives the sum. What is missing counts as 0. An integer beyond
	 * `Number.MAX_SAFE_INTEGER` comes as a bigint: say `add<number | bigint>` where one may.
	 *
	 * @throws {DataError} `INVALID_KEY`; `INVALID_VALUE` for what is no number; `OBJECT_TO_VALUE` if an object is
	 * stored; `VALIDATION_EXCEPTION` if anything else is that is no number, or the sum has more than 38 digits; on
	 * DynamoDB without an `idempotencyToken`, `UNKNOWN_OUTCOME`.
	 */
	add<T extends Addend = number>(key: string, delta: Addend, options?: Bare<AddOptions>): Promise<T>;
	/** Adds to the number under a key, and gives the item with its metadata. */
	add<T extends Addend = number>(key: string, delta: Addend, options: Full<AddOptions>): Promise<ItemWithMeta<T>>;
	/** Adds to the number under a key, and gives the item with its metadata if `meta` turns out to be true. */
	add<T extends Addend = number>(key: string, delta: Addend, options: Either<AddOptions>): Promise<ValueOrItem<T>>;
	/**
	 * Adds to a root attribute of an object, atomically, and gives the object. Any other value that is stored gives way
	 * to an object.
	 *
	 * @throws {DataError} `INVALID_KEY`; `INVALID_VALUE` for what is no number; `VALIDATION_EXCEPTION` as above.
	 */
	add<T = Attributes>(key: string, name: Name<T>, delta: Addend, options?: Bare<AddOptions>): Promise<T>;
	/** Adds to a root attribute of an object, and gives the item with its metadata. */
	add<T = Attributes>(key: string, name: Name<T>, delta: Addend, options: Full<AddOptions>): Promise<ItemWithMeta<T>>;
	/** Adds to a root attribute, and gives the item with its metadata if `meta` turns out to be true. */
	add<T = Attributes>(key: string, name: Name<T>, delta: Addend, options: Either<AddOptions>): Promise<ValueOrItem<T>>;

	/**
	 * Removes an item, or up to 25, by complete keys. Resolves to `true` once they are gone, even if they never were
	 * there; to `false` if the store was too busy for some of a batch, after retries.
	 *
	 * @throws {DataError} `INVALID_KEY`, also for a range, no key, or more than 25.
	 */
	remove(key: string | readonly string[]): Promise<boolean>;

	/**
	 * Counts all items, or those with a label. It reads them all.
	 *
	 * @throws {DataError} `INVALID_OPTION`
	 */
	scan(options: CountOptions): Promise<{ count: number }>;
	/**
	 * Gets a page of all items, whatever their keys, in no order to rely on.
	 *
	 * @throws {DataError} `INVALID_OPTION`
	 */
	scan<T = Value>(options?: Bare<ScanOptions>): Promise<Page<Item<T>>>;
	/** Gets a page of all items, with metadata. */
	scan<T = Value>(options: Full<ScanOptions>): Promise<Page<ItemWithMeta<T>>>;
	/** Gets a page of all items, with metadata if `meta` turns out to be true. */
	scan<T = Value>(options: Either<ScanOptions>): Promise<Page<AnyItem<T>>>;

	/**
	 * Sets any number of items, each in place of what is there; of several with one key, the last. A string is the path
	 * of a JSON file with the array. `overwrite` empties the store first. All items are checked before the first is
	 * written, but they are not written as one.
	 *
	 * @throws {DataError} As a batch `set`; `INVALID_VALUE` for a file that cannot be read; `UNPROCESSED` if the store
	 * was too busy for some.
	 */
	seed<V extends List>(
		items: SetItems<V> | string,
		overwrite?: boolean | { overwrite?: boolean | undefined },
	): Promise<{ items: number }>;

	/** Removes every item. Resolves to how many there were. */
	truncate(): Promise<{ total: number }>;

	/**
	 * Reads every item with its metadata. Items that are set meanwhile may be among them or not. Errors come with the
	 * iteration.
	 */
	export<T = Value>(options?: { raw?: false | undefined }): AsyncGenerator<ItemWithMeta<T>, void, undefined>;
	/** Reads every item as the row of the table that it is, expired ones included. */
	export(options: { raw: true }): AsyncGenerator<Row, void, undefined>;
	/** Reads every item, as a row if `raw` turns out to be true. */
	export<T = Value>(options: { raw?: boolean | undefined }): AsyncGenerator<ItemWithMeta<T> | Row, void, undefined>;

	/**
	 * Writes what `export` gave, with its dates and labels, each item in place of what is there. Resolves to how many
	 * there were. Before an error, some may have been written.
	 *
	 * @throws {DataError} `INVALID_KEY`, `INVALID_VALUE`, `ITEM_TOO_LARGE`, `UNPROCESSED`
	 */
	import(items: Iterable<ImportItem | Row> | AsyncIterable<ImportItem | Row>): Promise<{ items: number }>;

	/**
	 * Calls a function for each change of an item: `created`, `updated`, `deleted`, or `*` for any. `created:KEY` is
	 * about keys without a colon, `created:COLLECTION:KEY` about items of collections; a `*` at the end of either part
	 * stands for any rest. Expiry gives `deleted`. Name the type of the values, which is not checked:
	 * `data.on<User>("updated:users:*", handler)`.
	 *
	 * A change is handled at least once, in order within a collection, side by side with those of others. Several
	 * functions run one after another, in the order of their definition. One that throws, rejects or takes longer than
	 * `timeout` is tried again, at first after 0.2 s, then ever later up to 5 min; after 24 hours the event is dropped.
	 * Its collection waits meanwhile. Changes before the first `on` of a group are not seen.
	 *
	 * @throws {DataError} `INVALID_EVENT_NAME`; `INVALID_OPTION` for no function, or a wrong `config`; `NO_THREADS`; those
	 * of opening the store. It throws at once.
	 */
	on<T = Value>(names: NameOf<"created">, handler: Handler<CreatedEvent<T>>): Subscription;
	/** Calls a function for each item that is updated. */
	on<T = Value>(names: NameOf<"updated">, handler: Handler<UpdatedEvent<T>>): Subscription;
	/** Calls a function for each item that is removed or expires. */
	on<T = Value>(names: NameOf<"deleted">, handler: Handler<DeletedEvent<T>>): Subscription;
	/** Calls a function for each change of an item that has one of the names. */
	on<T = Value, N extends EventName = EventName>(
		names: N | readonly N[],
		handler: Handler<DataEvent<T, KindOf<N>>>,
	): Subscription;
	/** Calls a function for each item that is created, as `config` says. */
	on<T = Value>(names: NameOf<"created">, config: EventConfig, handler: Handler<CreatedEvent<T>>): Subscription;
	/** Calls a function for each item that is updated, as `config` says. */
	on<T = Value>(names: NameOf<"updated">, config: EventConfig, handler: Handler<UpdatedEvent<T>>): Subscription;
	/** Calls a function for each item that is removed or expires, as `config` says. */
	on<T = Value>(names: NameOf<"deleted">, config: EventConfig, handler: Handler<DeletedEvent<T>>): Subscription;
	/** Calls a function for each change of an item that has one of the names, as `config` says. */
	on<T = Value, N extends EventName = EventName>(
		names: N | readonly N[],
		config: EventConfig,
		handler: Handler<DataEvent<T, KindOf<N>>>,
	): Subscription;

	/** Waiting for events, working for them, and hearing what becomes of them. */
	readonly events: Events;

	/**
	 * Makes the handler of an AWS Lambda function that gets the table's stream through an event source mapping with
	 * `ReportBatchItemFailures` and a parallelization factor of 1. It runs the functions of `data.on` of the group. Call
	 * it and `on` when the module is loaded: `export const handler = data.streamHandler()`.
	 *
	 * The handler rejects with `INVALID_RECORDS` for an invocation that is none of a stream of new and old images, and
	 * with `NO_HANDLERS` if the group has none.
	 *
	 * @throws {DataError} `INVALID_OPTION` for a `group` that cannot be.
	 */
	streamHandler(config?: { group?: string | undefined }): StreamHandler;

	/**
	 * Lets go of the store once everything asked for is done, and the functions of `on` that run have ended. Any later
	 * call rejects with `CLOSED`. Do not await it in such a function: it waits for that one, until its `timeout`.
	 */
	close(): Promise<void>;
}

/**
 * The store of the environment: of the URL in `AMPT_DATA_URL`, which may be `dynamodb://TABLE` too; else the first
 * DynamoDB table of the JSON array in `AMPT_DATA_TABLES`; else `file:./.ampt/data`. The first call reads the variables
 * and opens the store.
 */
export declare const data: Data;
export { data as default };

// What follows tells what may be stored, and what comes back.

/** The items of a batch, with their values `V`. */
type SetItems<V extends List> = readonly [...{ [K in keyof V]: SetItem<V[K]> }];

/** An object whose attributes are not known. */
type Attributes = { [attribute: string]: Value };
type ValueOrItem<T> = T | ItemWithMeta<T>;
type OneOrPage<T> = ValueOrItem<T> | Page<AnyItem<T>> | undefined;
type Addend = number | bigint;
type Name<T> = [T] extends [infer U] ? Extract<keyof U, string> : never;

type List = readonly unknown[];
type Scalar = string | number | boolean | bigint | null | undefined;
type Bytes = ArrayBufferView | ArrayBufferLike;
/** What is one value; everything else is an object with root attributes. */
type Single = Scalar | Bytes | Date | ReadonlySet<unknown> | ReadonlyMap<unknown, unknown> | List;

/** What has no place in a store: convert it first. */
interface Unstorable {
	"can be stored only as a string, number, boolean, bytes, Date, array or plain object": never;
}
/** `$add` deeper than in a root attribute, beside other keys, or with what is no number. */
interface Misplaced {
	"'$add' goes alone in a value or a root attribute, with a number": never;
}
/** No value, and no default either. */
interface Missing {
	"without a value there must be a 'default'": never;
}
type Alien = symbol | ((...args: never[]) => unknown) | RegExp | PromiseLike<unknown>;

/** What a `V` below the root must be: `V` where all is well, else what is wrong. */
type Inner<V> = unknown extends V ? V : V extends Scalar | Bytes | Date ? V : InnerObject<V>;
type InnerObject<V> = V extends Alien
	? Unstorable
	: V extends { $add: unknown }
		? Misplaced
		: V extends ReadonlyMap<infer K, infer E>
			? ReadonlyMap<K, Inner<E>>
			: V extends ReadonlySet<infer E>
				? InnerSet<V, E>
				: V extends readonly (infer E)[]
					? readonly Inner<E>[]
					: { [K in keyof V]: Inner<V[K]> };
type InnerSet<V, E> = [E] extends [string] | [Addend] | [ArrayBufferView] ? V : Unstorable;

/** What a value `V` must be, as above. */
type Root<V> = unknown extends V ? V : V extends Single | Alien ? Inner<V> : RootObject<V>;
type RootObject<V> = V extends { $add: unknown } ? AddOnly<V> : { [K in keyof V]: Attribute<V[K]> };
type Attribute<V> = V extends { $add: unknown } ? AddOnly<V> : Inner<V>;
type AddOnly<V> = keyof V extends "$add" ? Add : Misplaced;

/**
 * Whether `V` is `any`. A type parameter that is not known yet counts as `any` when TypeScript looks which branch of a
 * condition it can rule out; that is what lets functions that are generic in `T` set a `T`.
 */
type IsAny<V> = [V] extends [0] ? ([V] extends [1] ? true : false) : false;
type IsOpen<V> = IsAny<V> extends true ? true : unknown extends V ? true : false;
type IsRefused<V> = IsOpen<V> extends true ? false : [V] extends [Root<V>] ? false : true;
type IsRefusedDefault<D> = IsOpen<D> extends true ? false : [D] extends [Inner<D>] ? false : true;
type IsAbsent<D> =
	IsAny<D> extends true ? false : unknown extends D ? true : [D] extends [null | undefined] ? true : false;
type IsMissing<V, D> = IsOpen<V> extends true ? false : undefined extends V ? IsAbsent<D> : false;

/** What is passed as a value `V`: `Given`, if it can be stored. `D` is `unknown` or `undefined` without a default. */
type Settable<V, D = null, Given = V> =
	IsRefused<V> extends true ? Root<V> : IsMissing<V, D> extends true ? Missing : Given;
type CheckedDefault<D> = IsRefusedDefault<D> extends true ? { default: Inner<D> } : unknown;

/** What sets an item of type `T`, or a part of it. */
type Part<T> = Settable<T, undefined, T | Patch<T> | null>;
type Patch<T> = T extends Addend ? Add : T extends Single ? never : { [K in keyof T]?: AttributePatch<T[K]> };
type AttributePatch<A> = A | null | undefined | (Extract<A, Addend> extends never ? never : Add);
/** A default for an item of type `T`, at any depth. */
type DefaultFor<T> = [T] extends [infer U] ? Defaults<U> : never;
type Defaults<T> = T extends Single ? T : { [K in keyof T]?: Defaults<T[K]> };

/** `R`, under the name of `V` where both are the same. */
type Named<V, R> = [V] extends [R] ? ([R] extends [V] ? V : R) : R;

/** What comes back of a value `V` that is set. */
export type Stored<V> = unknown extends V
	? V
	: V extends Add
		? number
		: V extends Single
			? StoredPart<V>
			: Named<V, { [K in keyof V]: StoredAttribute<V[K]> }>;
type StoredAttribute<V> = V extends Add ? number : V extends null ? null | undefined : StoredPart<V>;
/** Named at the root and for its attributes only: deeper, TypeScript would go in circles. */
type StoredPart<V> = V extends unknown ? Named<V, StoredInner<V>> : never;
type StoredInner<V> = unknown extends V
	? V
	: V extends bigint
		? number | bigint
		: V extends Scalar
			? V
			: V extends Bytes
				? Uint8Array
				: V extends Date
					? string
					: StoredObject<V>;
type StoredObject<V> =
	V extends ReadonlyMap<unknown, infer E>
		? { [attribute: string]: StoredInner<E> }
		: V extends ReadonlySet<infer E>
			? Set<StoredInner<E>>
			: V extends readonly (infer E)[]
				? StoredArray<V, E>
				: { [K in keyof V]: StoredInner<V[K]> };
type StoredArray<V extends List, E> = number extends V["length"]
	? V extends unknown[]
		? StoredInner<E>[]
		: readonly StoredInner<E>[]
	: { [K in keyof V]: StoredInner<V[K]> };

/** What `set` gives for a value `V` and a default `D`. Through `infer`, nothing is inferred from what is expected. */
export type SetResult<V, D> = [V, D] extends [infer W, infer E]
	? IsAbsent<E> extends true
		? Stored<W>
		: StoredOrDefault<W, E>
	: never;
type StoredOrDefault<V, D> = V extends null | undefined
	? Stored<NonNullable<D>>
	: V extends Single
		? Stored<V>
		: [NonNullable<unknown>] extends [D]
			? Stored<V>
			: Merged<V, Exclude<D, Single>>;
type Merged<V, D> = { [K in keyof V | keyof D]: MergedAttribute<Member<V, K>, Member<D, K>> };
type MergedAttribute<V, D> =
	undefined extends StoredAttribute<V> ? Exclude<StoredAttribute<V>, undefined> | StoredPart<D> : StoredAttribute<V>;
type Member<T, K> = K extends keyof T ? T[K] : undefined;

/** What a batch `set` gives for the values `V`: anything, where a default stands in for a missing one. */
export type StoredOf<V extends List> = V[number] extends infer E
	? E extends null | undefined
		? Value
		: Stored<E>
	: never;
