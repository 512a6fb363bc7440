// Types of ampt-data, written by hand. They need TypeScript 5.0 or later.

/** The name of one of the five labels of an item. */
export type Labels = "label1" | "label2" | "label3" | "label4" | "label5";

/** The five label names as a frozen object, so that you can write `Labels.label1` instead of `"label1"`. */
export declare const Labels: { readonly [Label in Labels]: Label };

/**
 * The type of a stored value when you do not name a type. Some values come back in another form than they were stored
 * in: a `Map` as an object, any bytes as a `Uint8Array`, and a bigint within `Number.MAX_SAFE_INTEGER` as a number.
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
 * What a read returns when you do not name a type: a {@link Value}, of which you can look at any attribute, at any depth. An
 * attribute is `undefined` where the value is not an object or lacks it. Narrow an attribute before you use it as a string or
 * a number, or name the type of the value.
 *
 * @example
 * const order = await data.get("orders:1");
 * if (typeof order?.address?.city === "string") console.log(order.address.city.toUpperCase());
 */
export type Untyped =
	| WithoutAttributes<string | number | boolean | bigint>
	| null
	| WithoutAttributes<Uint8Array>
	| WithoutAttributes<Set<string>>
	| WithoutAttributes<Set<number | bigint>>
	| WithoutAttributes<Set<Uint8Array>>
	| WithoutAttributes<UntypedArray>
	| { [attribute: string]: Untyped };
/** An array of which you can ask whether it has any {@link Value}. */
interface UntypedArray extends Array<Untyped> {
	includes(element: Value, from?: number): boolean;
	indexOf(element: Value, from?: number): number;
}
type WithoutAttributes<V> = V & { readonly [attribute: string]: undefined };

/**
 * A key expression, which selects several items of one collection: `users:*`, `users:a*`, `users:>a`, `users:>=a`,
 * `users:<a`, `users:<=a`, or `users:a|b` (both ends included). Keys compare as UTF-8 bytes. Operators work only after
 * the first colon; without a colon they are ordinary characters of a key.
 *
 * TypeScript reads the expression from a literal, and from a template that you write in the call or with `as const`. Of
 * another `string` it knows nothing: write `as RangeKey`, or pass a page option such as `limit`. Conversely, a complete key
 * with an operator after a later colon (`a:b:>c`) looks like a range to TypeScript: pass it as a `string`.
 */
export type RangeKey =
	| `${string}:${string}*`
	| `${string}:${"" | " "}${">" | "<"}${string}`
	| `${string}:${string}|${string}`;

/**
 * A key of which TypeScript knows how it begins or that it has a colon: a literal, or a template that you write in the call
 * or with `as const`. `get` takes one that is no {@link RangeKey} for the key of a single item, so what you insert into a
 * template must not contain operators. Of another `string`, `get` says that there may be an item or a page.
 *
 * @example
 * const keyOf = (id: string) => `users:${id}` as const;
 * const user = await data.get<User>(keyOf("jane")); // User | undefined
 */
export type CompleteKey = Capitalize<string> | Uncapitalize<string> | `${string}:${string}`;

/**
 * Settings of these types. An application declares one by adding a member:
 *
 * - `stringKeys: "complete"`: `get` takes every `string` for a complete key, as the types of `@ampt/data` do. An expression
 *   that TypeScript does not see then seems to be a single item.
 *
 * @example
 * declare module "ampt-data" {
 *   interface TypeSettings {
 *     stringKeys: "complete";
 *   }
 * }
 */
// biome-ignore lint/suspicious/noEmptyInterface: applications add members.
export interface TypeSettings {}

/**
 * Adds to a number atomically. Use it as a whole value, as a root attribute or inside {@link Merge}. A missing number
 * counts as 0.
 *
 * @example
 * await data.set("users:1", { visits: { $add: 1 } });
 */
export interface Add {
	/** The amount to add. Pass a negative number to subtract. */
	$add: Addend;
}

/**
 * Adds elements at the end of an array, atomically. Use it like {@link Add}. A missing array counts as empty.
 *
 * @example
 * await data.set("users:1", { log: { $append: ["moved"] } });
 */
export interface Append<E = Value> {
	/** The elements to add, in this order. */
	$append: readonly E[];
}

/** Adds elements at the beginning of an array, atomically. Use it like {@link Add}. A missing array counts as empty. */
export interface Prepend<E = Value> {
	/** The elements to add, in this order. */
	$prepend: readonly E[];
}

/**
 * Adds elements to a Set, atomically. Use it like {@link Add}. A missing Set is made. Without elements it does nothing.
 *
 * @example
 * await data.set("users:1", { tags: { $union: ["core"] } });
 */
export interface Union<E = string | Addend | ArrayBufferView> {
	/** The elements to add: strings only, numbers only or bytes only, as those of the stored Set. */
	$union: ReadonlySet<E> | readonly E[];
}

/**
 * Removes elements from a Set, atomically. Use it like {@link Add}. A Set that loses its last element is removed; a whole
 * value becomes `null`. A missing Set stays missing.
 */
export interface Without<E = string | Addend | ArrayBufferView> {
	/** The elements to remove: strings only, numbers only or bytes only, as those of the stored Set. */
	$without: ReadonlySet<E> | readonly E[];
}

/**
 * Edits the attributes of a nested object, atomically, and leaves its other attributes. Use it as a root attribute or
 * inside another `$merge`. Missing objects are created. `null` and `undefined` remove an attribute.
 *
 * @example
 * await data.set("users:1", { address: { $merge: { city: "Oslo", zip: null, moves: { $add: 1 } } } });
 */
export interface Merge<P = object> {
	/** The attributes: values, operators, and `null` to remove one. */
	$merge: P;
}

/**
 * A predicate: what must hold of a value of type `T`. Writes take one as `if`.
 *
 * All attributes that you name must match. A plain object descends into a stored object, operators compare, and any
 * other value must be equal. For an item that holds a single value, write operators at the root. `$or`, `$and` and `$not`
 * combine predicates. `{}` holds for everything.
 *
 * A missing attribute matches `$ne`, `$not` and `$exists: false`, and nothing else. `$lt`, `$lte`, `$gt`, `$gte` and
 * `$between` compare two numbers, two strings (as UTF-8 bytes) or two byte arrays, and nothing else.
 *
 * Without a type for the value, TypeScript checks the operators, but not the attributes.
 *
 * @example
 * const cheap: Match<Order> = { status: "open", address: { city: "Oslo" }, total: { $lt: 100 } };
 * const either: Match<Order> = { $or: [{ status: "open" }, { total: { $between: [5, 10] } }] };
 * const free: Match<number> = { $lt: 1 };
 */
export type Match<T = Untyped> = [T] extends [infer U] ? MatchOf<U> : never;

/** An item without its value and its metadata, as reads return it under `keysOnly: true`. */
export interface ItemKey {
	/** The complete key, trimmed. */
	key: string;
}

/** An item without its metadata. */
export interface Item<T = Untyped> extends ItemKey {
	/** The value stored under the key. */
	value: T;
}

/** The metadata of an item: its dates, which have a resolution of one second, and the labels that are set. */
export interface Metadata extends Partial<Record<Labels, string>> {
	/** When the item was created, or last overwritten without the option `created`. */
	created: Date;
	/** When the item was last set. */
	modified: Date;
	/** When the item expires. Absent if the item never expires. */
	ttl?: Date;
}

/** An item with its metadata, as returned under `meta: true`. */
export interface ItemWithMeta<T = Untyped> extends Item<T>, Metadata {}

/**
 * An item with its metadata and its version, as reads return it under `version: true`, and writes that needed a version.
 */
export interface ItemWithVersion<T = Untyped> extends ItemWithMeta<T> {
	/** Changes with every write. Opaque: pass it to a write, which is then carried out only if nobody has written since. */
	version: string;
}

/** An item with or without metadata, for calls where `meta` is known only at run time. */
export type AnyItem<T = Untyped> = Item<T> & Partial<Metadata>;

/** A key with the metadata of its item, as returned under `keysOnly: true` and `meta: true`. */
export interface ItemKeyWithMeta extends ItemKey, Metadata {}

/** A key with the metadata and the version of its item, as returned under `keysOnly: true` and `version: true`. */
export interface ItemKeyWithVersion extends ItemKeyWithMeta, Pick<ItemWithVersion, "version"> {}

/** A key with or without metadata, for calls where `meta` is known only at run time. */
export type AnyItemKey = ItemKey & Partial<Metadata>;

/** One page of the selected items, sorted by key, or by label in a page by label. */
export interface Page<I = Item> {
	/**
	 * At most `limit` items. Fewer at the end, or if the page reaches 16 MB. With `filter` or `labels` also fewer, or none,
	 * after 16 MB of items were read for it: `lastKey` says that more follow.
	 */
	items: I[];
	/**
	 * Where the next page begins. Pass it as `start`, in this process or in another one. Absent when nothing follows; an
	 * exactly full page always has it, even if nothing follows.
	 */
	lastKey?: string;
	/** Reads the next page with the same options. Present whenever `lastKey` is. */
	next?: () => Promise<Page<I>>;
	/** Rows of this page that cannot be read. Absent if all can. */
	unreadable?: Unreadable[];
}

/** A table row that cannot be read as an item, because another program wrote it. The process also warns of it once. */
export interface Unreadable {
	/** The key of the row, if it has one. */
	key?: string;
	/** Names the column and what is wrong with it. Never contains stored data. */
	message: string;
}

/** The result of a batch `get`: the items that exist, in the order of the keys that you passed. */
export interface Items<I = Item> {
	/** The items. */
	items: I[];
	/** Rows under these keys that cannot be read. Absent if all can. */
	unreadable?: Unreadable[];
}

/** The result of a batch `set` that replaces. */
export interface ItemsSet<I = Item> {
	/** The stored items, in the order in which you passed them. */
	items: I[];
	/** Keys that DynamoDB was too busy to store, after all retries. Set them again. Absent if all were stored. */
	unprocessed?: string[];
}

/** The result of a batch `set` that updates. Each item that you passed is in one of the lists. */
export interface ItemsUpdated<I = UpdatedItem, T = Untyped> {
	/** The stored items, in the order in which you passed them. */
	items: I[];
	/** The items that were not written, and why. Absent if there are none. */
	refused?: RefusedItem<T>[];
	/**
	 * Keys of items that were not written, because DynamoDB was too busy for them after all retries, or a failure ended the
	 * batch before. Set them again. Absent if there are none.
	 */
	unprocessed?: string[];
}

/**
 * An item that a batch has written, which may have conditions. It has its metadata and its new version if you passed
 * `meta: true` (the metadata), or if an item of the batch has a `version` (both).
 */
export interface UpdatedItem<T = Untyped> extends AnyItem<T> {
	/** The new version. Pass it to the next write. */
	version?: string;
}

/** An item that a batch has written under `meta: true`. */
export interface UpdatedItemWithMeta<T = Untyped> extends ItemWithMeta<T> {
	/** The new version, if an item of the batch has a `version`. */
	version?: string;
}

/** An item that a batch did not write, and why. */
export interface RefusedItem<T = Untyped> {
	/** The key of the item, trimmed. */
	key: string;
	/**
	 * What `set` of this item alone rejects with, such as `ITEM_EXISTS`, `CONDITION_FAILED` or `ITEM_TOO_LARGE`.
	 * `UNKNOWN_OUTCOME`: the answer was lost, and the item may be written or not.
	 */
	code: ErrorCode;
	/** What went wrong. For people. */
	message: string;
	/** What to write instead, if the message does not say it. For people. */
	hint?: string;
	/** What is stored under the key, if it refused the write. Absent if there is nothing. */
	item?: ItemWithVersion<T>;
}

/** The result of `removeAll`. */
export interface Removed {
	/** How many items were removed, or with `dryRun` how many would be. */
	removed: number;
	/** Selected rows that cannot be read. They stay. Absent if there are none. */
	unreadable?: Unreadable[];
}

/** The option `meta`. You can also pass `true` for `{ meta: true }` and `false` for `{ meta: false }`. */
export interface MetaOptions {
	/** Returns items with metadata: `{ key, value, created, modified, … }`. Default: `false`. */
	meta?: boolean | undefined;
}

/** The option for reads that return versions. */
interface WithVersion {
	/** Returns items with metadata and their `version`. */
	version: true;
}

/** The condition on the version of an item. */
export interface OnVersion {
	/**
	 * A condition: the item must have this version (otherwise `VERSION_MISMATCH`). It is what a read with `version: true`
	 * returned. The write then returns the item with metadata and its new `version`. Anything but such a text is refused,
	 * `undefined` too; for an item that must not exist, pass `exists: false`.
	 */
	version: string;
}

/** For each label that an item must have: the label, or an expression as in `getByLabel`. */
export type LabelExpressions = { readonly [Label in Labels]?: string };

/** What selects among the items that are read. */
interface Selection<T> {
	/**
	 * Only the items whose value matches. `limit` counts these. The others are read, too: on DynamoDB they cost as much as
	 * if they were returned.
	 */
	filter?: Match<T> | undefined;
	/**
	 * Only the items that have all these labels as well.
	 *
	 * @example
	 * await data.get("orders:*", { labels: { label1: "status:open", label2: "due:<2026-02" } });
	 */
	labels?: LabelExpressions | undefined;
}

/** Whole items, not a part of each. */
interface WholeItems {
	/** Returns a part of each item. */
	attributes?: undefined;
	/** Returns a part of each item. */
	keysOnly?: false | undefined;
}

/** A part of each value. */
interface Cutting<T, A extends string> {
	/**
	 * Returns only these root attributes of each object. A value that is not an object is returned whole, and an attribute
	 * that a value does not have is left out. To get exactly these attributes in the type, name them after the type of the
	 * value, as in `data.get<User, "name" | "age">(…)`; otherwise, each may be missing.
	 */
	attributes: readonly ([A] extends [never] ? RootAttribute<T> : A)[];
	/** Cannot be combined with `attributes`. */
	keysOnly?: false | undefined;
}

/** No values. */
interface KeysOnly {
	/** Returns the items without their values, so that less has to be decoded. */
	keysOnly: true;
	/** Cannot be combined with `keysOnly`. */
	attributes?: undefined;
}

/** Options of every page. */
interface PageSettings<T> extends MetaOptions, Selection<T> {
	/** The maximum number of items, 1 to 1000. Default: 100. */
	limit?: number | undefined;
	/** Sorts in descending order. Default: `false`. */
	reverse?: boolean | undefined;
	/** The `lastKey` of the previous page. */
	start?: string | undefined;
}

/** The option for consistent reads. */
interface Consistency {
	/**
	 * Makes a consistent read: it sees every write acknowledged before, by any program. Default: `false`, with which
	 * DynamoDB may return slightly older data, at half the cost. The embedded store always reads consistently.
	 */
	consistent?: boolean | undefined;
}

/** Options of a read by key. */
interface ByKey extends Consistency {
	/** Cannot be combined with `consistent`. */
	label?: undefined;
}

/** Options of a read by label. */
interface ByLabel {
	/** Reads by this label instead of by key. The result is always a page. */
	label?: Labels | undefined;
	/** Cannot be combined with a label: DynamoDB updates its indexes a moment after the item. */
	consistent?: undefined;
}

/** Options of `get` that returns whole items. */
export type GetOptions<T = Untyped> = Paged<T> & WholeItems;
type Paged<T> = PageSettings<T> & (ByKey | ByLabel);

/**
 * A label to set. Labels follow the rules of keys, and may also contain `*`, `|`, `>` and `<`. A label in an array
 * (`["team:1"]`) is a default: it is set only if the item does not have this label yet. `null` and `undefined` remove
 * the label.
 */
export type LabelInput = string | readonly [string] | null | undefined;

/** Labels to set. Labels that you omit stay, unless you overwrite the item. Several items may have the same label. */
export type LabelInputs = { [Label in Labels]?: LabelInput };

/**
 * When an item expires. Reads never return an expired item.
 *
 * - An integer of 315,360,000 (ten years in seconds) or more is an epoch in seconds. An epoch in the past expires the
 *   item at once.
 * - A smaller integer is a number of seconds from now.
 * - A string is an ISO 8601 date up to the year 9999. It may be partial (`2035`, `2035-06`) and is in UTC unless it
 *   has an offset.
 * - `null` removes the expiry.
 */
export type TtlInput = number | string | Date | null;

/** Options that a single `set` and the items of a batch share. */
interface SetSettings<D> extends LabelInputs {
	/**
	 * Stored if there is nothing yet. A default object fills in the attributes that the value lacks, at any depth, except
	 * root attributes that are stored already. `null` or `undefined` for a root attribute of the value removes that
	 * attribute, even if it has a default. The default must be of the same kind as the value (a number for `$add`, an
	 * array for `$append`), and cannot contain operators.
	 */
	default?: D | undefined;
	/** When the item expires. */
	ttl?: TtlInput | undefined;
	/**
	 * Whether `null` as a value or as a root attribute removes it (`true`) or is stored (`false`). Deeper in a value,
	 * `null` is always stored. Default: `data.removeNulls`, which is `true` unless you change it.
	 */
	removeNulls?: boolean | undefined;
}

/** Options of `get` for several keys. */
export interface GetManyOptions extends MetaOptions {
	/**
	 * Reads all items as they were at one moment, at most 100 of 4 MB in all. The read is consistent. On DynamoDB it costs
	 * up to four times as much. Default: `false`.
	 */
	atomic?: boolean | undefined;
}

/** Options of `removeAll`. An option that is `undefined` is refused, and so is an unknown one. */
export interface RemoveAllOptions<T = Untyped> {
	/** Removes only the items whose value matches. An item that changes meanwhile is removed only if it still matches. */
	filter?: Match<T>;
	/** Selects by this label instead of by key. */
	label?: Labels;
	/** `true`: counts the items and removes none. Default: `false`. */
	dryRun?: boolean;
}

/** An `AbortSignal`, whichever library describes its type. */
interface Signal {
	readonly aborted: boolean;
	addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
	removeEventListener(type: "abort", listener: () => void): void;
}

/** The options of `watch`, for items with values of type `T`. */
export interface WatchOptions<T = Untyped> extends MetaOptions {
	/** Ends the watch when it is aborted. The loop ends without an error. */
	signal?: Signal | undefined;
	/** Gives only the items whose value matches. One that matches no more after a change is given as deleted. */
	filter?: Match<T> | undefined;
	/** Selects by this label instead of by key. An item that loses the label is given as deleted. */
	label?: Labels | undefined;
	/**
	 * Gives only the items that have all these labels as well. Without an expression, the first of them is what is read.
	 */
	labels?: LabelExpressions | undefined;
	/** `false`: gives no items as they are, only changes. Default: `true`. */
	initial?: boolean | undefined;
}

/** What a watch gives for an item that is gone: it was removed, has expired, or is not selected any more. */
export interface DeletedItem {
	/** The complete key. */
	key: string;
	/** Always `true`; absent for an item that is there. */
	deleted: true;
	value?: undefined;
}

/** What a watch gives: an item as it is now, or the key of one that is gone. */
export type WatchEntry<I = Item> = (I & { deleted?: undefined }) | DeletedItem;

/** The options of `changes`, for items with values of type `T`. */
export interface ChangesOptions<T = Untyped> {
	/** Ends the loop when it is aborted, without an error. */
	signal?: Signal | undefined;
	/** Gives only the changes of items whose value matches, before or after the change. */
	filter?: Match<T>;
	/** Selects by this label instead of by key. */
	label?: Labels | undefined;
	/** Gives only the changes of items that have all these labels as well. */
	labels?: LabelExpressions | undefined;
	/** Gives items as rows of the table, with all digits of their numbers. */
	raw?: boolean | undefined;
	/** Gives items with their version as well. Rows always have it. */
	version?: boolean | undefined;
}

/** A change of an item, which is given as `I`. Narrow it by `name`. */
export type ItemChange<I> =
	| { name: "created"; item: I; previous?: undefined }
	| { name: "updated"; item: I; previous: I }
	| { name: "deleted"; item: I; previous?: undefined };

/** The option for calls that can be repeated safely. */
interface Idempotency {
	/**
	 * A unique name for this call, 1 to 36 characters. If you repeat the call on DynamoDB within ten minutes with the
	 * same token and the same arguments, the repetition has no further effect. A call with a token costs twice as much.
	 * The embedded store accepts the token and ignores it, because no answer can get lost there.
	 */
	idempotencyToken?: string | undefined;
}

/**
 * Conditions on the stored item. If one does not hold, nothing is written, and the error has the `key` and the stored
 * `item`. An expired item does not exist.
 */
interface Guards<T> {
	/**
	 * What must hold of the stored value (otherwise `CONDITION_FAILED`). Leave it out if you do not ask for it: `undefined`
	 * is refused, so that a predicate that is missing by mistake never makes a write unconditional.
	 */
	if?: Match<T>;
}

/** Conditions of a write. */
export interface Conditions<T = Untyped> extends Guards<T> {
	/** `true`: the item must exist (otherwise `ITEM_NOT_FOUND`). `false`: it must not (otherwise `ITEM_EXISTS`). */
	exists?: boolean | undefined;
}

/** Options of `add`. */
export interface AddOptions<T = Untyped> extends MetaOptions, Idempotency, Guards<T> {}

/**
 * Conditions of a write that returns nothing, or of a check. Leave out a `version` that you do not have: `undefined` is
 * refused.
 */
interface Checks<T> extends Conditions<T>, Partial<OnVersion> {}

/** Options of `remove` for one item. */
export interface RemoveOptions<T = Untyped> extends Checks<T> {}

/** Options of a single `set` that batches do not have. */
interface SetOneSettings<T> extends MetaOptions, Idempotency, Conditions<T> {}

/** Replaces the item, including its labels and expiry. */
interface Overwriting {
	/** Replaces the whole item instead of updating it. */
	overwrite: true;
	/**
	 * A condition, in epoch seconds: the stored item must have this `created` (otherwise `CREATED_MISMATCH`), and keeps
	 * it. Without this option, an overwritten item gets a new `created`.
	 */
	created?: number | undefined;
}

/** Updates the item, or creates it. */
interface Updating {
	/** Replaces the whole item instead of updating it. Default: `false`. */
	overwrite?: boolean | undefined;
	/** Requires `overwrite: true`. */
	created?: undefined;
}

/** Options of `set` for one item. `D` is the type of the default, `T` that of the stored value, for `if`. */
export type SetOptions<D = NonNullable<unknown>, T = Untyped> = SetSettings<D> &
	CheckedDefault<D> &
	SetOneSettings<T> &
	(Overwriting | Updating);

/** An item of a batch `set` that replaces, or of a `seed`. It needs a `value` or a `default`. */
export type SetItem<V = unknown, D = unknown> = ItemSettings<D> & Unconditional & WithValue<V, D>;

/**
 * An item of a batch `set` with `overwrite: false`, which updates an item of type `T`: a part of the value or all of it,
 * with operators, and conditions of this item. It needs a `value` or a `default`.
 *
 * @example
 * const seat: UpdateItem<Seat> = { key: "seats:1", value: { by: "joe" }, exists: false };
 */
export type UpdateItem<T = unknown> = ItemSettings<DefaultFor<T>> &
	Checks<T> &
	Undated &
	({ value: Part<T> } | { value?: null | undefined; default: DefaultFor<T> });

/** An item of a batch `set` with `atomic: true` that replaces. It may have conditions. */
export type ReplaceItem<T = unknown> = ReplaceItemOf<T, T>;

/** The same as {@link UpdateItem}, with a type that follows from the value. */
type UpdateItemOf<V> = ItemSettings<unknown> & Checks<Value> & Undated & WithValue<V, unknown>;
type ReplaceItemOf<V, T> = ItemSettings<unknown> & Checks<T> & Dated & WithValue<V, unknown>;

type WithValue<V, D> = { value: Settable<V> } | { value?: null | undefined; default: D };

/** An item of a batch without its value and its conditions. */
interface ItemSettings<D> extends SetSettings<D> {
	/** The complete key. */
	key: string;
	/** Not available in batches. Set the item on its own. */
	idempotencyToken?: undefined;
}

/** An item that replaces has no conditions, unless its batch is atomic. */
interface Unconditional {
	/** Requires `overwrite: false` or `atomic: true`. */
	exists?: undefined;
	/** Requires `overwrite: false` or `atomic: true`. */
	if?: undefined;
	/** Requires `atomic: true`, without `overwrite: false`. */
	created?: undefined;
	/** Requires `overwrite: false` or `atomic: true`. */
	version?: undefined;
}

/** An item that updates keeps its `created`. */
interface Undated {
	/** Requires `atomic: true`, without `overwrite: false`. An update keeps `created`. */
	created?: undefined;
}

interface Dated extends Pick<Overwriting, "created"> {}

/** What all batches of `set` take. */
interface BatchSettings extends MetaOptions {
	/** The default for all items of the batch. */
	removeNulls?: boolean | undefined;
}

/** Options of a batch `set` that replaces. */
export interface BatchOptions extends BatchSettings {
	/** Each item replaces what is stored. Pass `true` for more than 25 items. */
	overwrite?: true | undefined;
	/** `true`: all items are written or none. See {@link AtomicBatchOptions}. */
	atomic?: false | undefined;
}

/** Options of a batch `set` that updates each item, on its own conditions. */
export interface UpdateBatchOptions extends BatchSettings {
	/** Each item updates what is stored, as `set` of one item does. */
	overwrite: false;
	/** `true`: all items are written or none. See {@link AtomicBatchOptions}. */
	atomic?: false | undefined;
}

/** Options of a batch `set` that writes all items or none: at most 100, of 4 MB in all. */
export interface AtomicBatchOptions extends BatchSettings {
	/** `false`: each item updates what is stored. Default: `true`, each item replaces it. */
	overwrite?: boolean | undefined;
	/** Writes all items or none. */
	atomic: true;
}
type AtomicReplacement = AtomicBatchOptions & { overwrite?: true | undefined };
type AtomicUpdate = AtomicBatchOptions & { overwrite: false };
type WithMeta<O> = O & { meta: true };

/** What `scan` reads. */
interface ScanSettings<T> extends Pick<PageSettings<T>, "limit" | "start">, Selection<T> {
	/** Reads the items that have this label. */
	label?: Labels | undefined;
}

/** One of several equal shares of all items, so that you can scan in parallel. */
interface Segment {
	/** Which share to read: 0 to `totalSegments` − 1. */
	segment: number;
	/** The number of shares. */
	totalSegments: number;
}

/** No segment: all items. */
type NoSegment = Partial<Record<keyof Segment, undefined>>;

/** Options of a `scan` that returns a page of whole items. */
export type ScanOptions<T = Untyped> = Scanned<T> & WholeItems;
type Scanned<T> = ScanSettings<T> & MetaOptions & (Segment | NoSegment) & { count?: false | undefined };

/** Options of a `scan` that returns the number of items instead of the items. */
export type ScanCountOptions<T = Untyped> = ScanSettings<T> & WholeItems & (Segment | NoSegment) & { count: true };

/** What `iterate` and `count` read. An unknown option is refused, so that a typing error never selects more. */
type Walk<T> = Selection<T> & (ByKey | ByLabel);

/** Options of `iterate` that yields whole items. */
export type IterateOptions<T = Untyped> = Iterated<T> & WholeItems;
type Iterated<T> = Walk<T> &
	MetaOptions & {
		/** The maximum number of items in all, 1 or more. Default: no limit. */
		limit?: number | undefined;
	} & Pick<PageSettings<T>, "reverse" | "start">;

/** Options of `count`. */
export type CountOptions<T = Untyped> = Walk<T>;

/** Options of `cursors`. */
export type CursorsOptions<T = Untyped> = Walk<T> & {
	/** How many items lie between two cursors, 1 to 1,000,000: the size of a numbered page, or of several. */
	every: number;
};

/** What `cursors` returns. */
export interface Cursors {
	/** The number of items that are selected. */
	items: number;
	/**
	 * Where to go on behind each `every` items: `cursors[i]` is the `start` for the item number `(i + 1) * every`, counted
	 * from 0. Only items that exist have one, so there is one cursor less than there are pages.
	 */
	cursors: string[];
}

/**
 * What `iterate` returns: the items one by one, or the pages in which they are read. Each loop begins anew. It reads one
 * page ahead of the program, and throws the errors of reading.
 */
export interface Iteration<I = Item> extends AsyncIterable<I> {
	/**
	 * The same items in pages, each with the `lastKey` from which an iteration continues: pass it as `start`, even days
	 * later. A page may be empty.
	 *
	 * @example
	 * for await (const { items, lastKey } of data.iterate("orders:*").pages()) …
	 */
	pages(): AsyncIterable<Omit<Page<I>, "next">>;
}

/** Which items `export` reads, and where it begins. Without any, it reads all. */
export interface ExportOptions<T = Untyped> extends Consistency {
	/** Only the items of this key or expression; with `label`, of this label. */
	expression?: string | undefined;
	/** Reads by this label instead of by key. */
	label?: Labels | undefined;
	/** Only the items whose value matches. The others are read, too. */
	filter?: Match<T> | undefined;
	/** Only the items that have all these labels. */
	labels?: LabelExpressions | undefined;
	/** Only one share of the items, from 0 to `totalSegments` - 1, so that several programs or loops share the work. */
	segment?: number | undefined;
	/** How many shares there are, at most 1,000,000. */
	totalSegments?: number | undefined;
	/**
	 * The maximum number of items in all, 1 or more. Default: no limit. Nothing is read beyond it. Of a whole store, rows of
	 * expired items count.
	 */
	limit?: number | undefined;
	/**
	 * Reads in descending order. It needs an `expression` or `labels`: all items together have no order. Default: `false`.
	 */
	reverse?: boolean | undefined;
	/** The `lastKey` of a page of an export with the same options, or one of their `cursors`. The export goes on behind it. */
	start?: string | undefined;
}

/** What `export` returns: the items one by one, or in pages. It reads one page ahead of the program. */
export interface Export<I> extends AsyncGenerator<I, void, undefined> {
	/**
	 * The same items in pages of at most 1,000 items and about 1 MB. Keep a `lastKey` to go on later with `start`. A page may
	 * be empty. Rows that cannot be read are in `unreadable`; the items one by one end with an error that names them.
	 */
	pages(): AsyncGenerator<Omit<Page<I>, "next">, void, undefined>;
}

/** A collection under `items: false`. */
export interface CollectionName {
	/** The name: what stands before the first colon of its keys. `null` for the items whose key has no colon. */
	name: string | null;
}

/** The size of a collection. */
export interface CollectionSize extends CollectionName {
	/** The number of items. */
	items: number;
}

/** A collection under `bytes: true`. */
export interface CollectionBytes extends CollectionSize {
	/** The size of its items together, as DynamoDB counts it. */
	bytes: number;
}

/** A value in DynamoDB's JSON format: numbers as strings, bytes as base64. */
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

/** An item as a row of the DynamoDB table. The columns `pkN`, `skN` and `kvN` hold label N. */
export interface Row extends LabelColumns {
	/** Partition key: the collection, or the whole key if it has no colon. */
	pk: { S: string };
	/** Sort key: the part after the first colon, or `0` if the key has no colon. */
	sk: { S: string };
	/** `true` if the key has no colon. */
	kv?: { BOOL: boolean };
	/** The value, if it is not an object. */
	val?: AttributeValue;
	/** When the item was created, in epoch seconds. */
	ct: { N: string };
	/** The version of the item: when it was last set, in epoch seconds, with a fraction that no other write has. */
	md: { N: string };
	/** When the item expires, in epoch seconds. */
	ttl?: { N: string };
	/** A root attribute of an object, with an underscore before its name. */
	[attribute: `_${string}`]: AttributeValue;
}

type DateInput = Date | string | number | null | undefined;

/** An item as `export` yields it and `import` accepts it. Dates may also be ISO 8601 strings or epoch seconds. */
export interface ImportItem extends Partial<Record<Labels, string | null | undefined>> {
	/** The complete key. */
	key: string;
	/**
	 * The value, stored exactly as given: `null` is kept, and operators such as `$add` are ordinary attributes. It is checked
	 * when it is written: `undefined`, and what no store can hold, is `INVALID_VALUE`.
	 */
	value: unknown;
	/** When the item was created. Default: now. */
	created?: DateInput;
	/** When the item was last set. Default: now. */
	modified?: DateInput;
	/** The version that the item keeps, in the second of `modified`. Default: a new one. */
	version?: string | null | undefined;
	/** When the item expires. Unlike in `set`, a number is always an epoch in seconds. */
	ttl?: DateInput;
}

/** Options of `import`. */
export interface ImportOptions {
	/**
	 * Which items are written. What decides is the moment of the write, whoever else writes meanwhile.
	 *
	 * - `"always"`: all of them. Each replaces what is stored under its key.
	 * - `"missing"`: those under whose key no item is stored, or only an expired one.
	 * - `"newer"`: those, and those whose version is greater than that of the stored item. An item without a `version`, and
	 *   a row with whole seconds in `md`, compares by the second of its `modified`; without a date it is newer than all.
	 */
	if: "always" | "missing" | "newer";
}

/** The result of `import` with the option `if`. */
export interface Imported {
	/** How many items were written. */
	items: number;
	/** How many were left out because the condition did not hold, or because another item of the import has the same key. */
	skipped: number;
}

/** How far a call is that walks through a whole store. */
export interface Progress {
	/** The items that it has passed. */
	items: number;
	/** About how many there are. Absent if the store does not know. */
	total?: number;
}

/** What the calls of a handle have asked of DynamoDB since it was opened. */
export interface Usage {
	/** The requests of its calls, repetitions included. Those that read the stream for events and changes do not count. */
	requests: number;
	/** How many of them repeated a request that had failed, or what a batch had left undone. */
	retries: number;
	/** How many answers said that the table was too busy, or left a part of a batch undone for that reason. */
	throttled: number;
	/**
	 * The read units that DynamoDB says its answers have cost, in halves of a unit. Only with `capacity` in the URL. What an error
	 * has cost is not told.
	 */
	readUnits?: number;
	/** The write units, those of indexes included. Only with `capacity` in the URL. */
	writeUnits?: number;
}

/** Options of `stat`. */
export interface StatOptions {
	/** How many of the largest collections and items are listed, 0 to 1000. Default: 10. */
	largest?: number | undefined;
	/** `false`: reads no items, and answers at once with what the file or the table says of itself. Default: `true`. */
	items?: boolean | undefined;
	/** Hears from time to time how far the call is. What it throws ends the call. */
	onProgress?: ((progress: Progress) => void) | undefined;
}

/** What a store holds. Expired items count only as `expired`. */
export interface StoreStat {
	/** The number of items. */
	items: number;
	/** Their size together, as DynamoDB counts it, without indexes. */
	bytes: number;
	/** How many of them expire. */
	expiring: number;
	/** Items that have expired and are not deleted yet. */
	expired: number;
	/** Rows that cannot be read. Absent if all can. */
	unreadable?: number;
	/** How many items have each label. */
	labels: Record<Labels, number>;
	/** The largest collections, the largest first. */
	collections: CollectionBytes[];
	/** The largest items, the largest first. */
	largest: { key: string; bytes: number }[];
	/** The groups that handle events, as `data.events.groups` gives them. */
	groups: EventGroup[];
	/** The file of an embedded store. Absent on DynamoDB. */
	file?: FileStat;
	/** The table, as DynamoDB describes it. Absent on an embedded store. */
	table?: TableStat;
}

/** The file of an embedded store. Sizes are in bytes. */
export interface FileStat {
	/** The size of the file. */
	size: number;
	/** What of it holds data. */
	used: number;
	/** What of it is free, and reused by later writes. */
	free: number;
	/** The address space that is reserved for the file. It costs no memory, and grows. */
	map: number;
	/** The places for reading threads that are taken, or were since the store was last opened by a first process. */
	readers: number;
}

/** A table, as DynamoDB describes it. */
export interface TableStat {
	/** Its status, such as `ACTIVE`. */
	status: string;
	/** How it is billed: `PAY_PER_REQUEST` or `PROVISIONED`. */
	billing: string;
	/** The number of rows, as DynamoDB counted it within the last six hours or so. */
	items: number;
	/** Their size in bytes, likewise. */
	bytes: number;
	/** The region that it is in. Absent if the server does not tell it. */
	region?: string;
	/** The number of the account that it belongs to. Absent if the server does not tell it. */
	account?: string;
}

/** Options of `check`. */
export interface CheckOptions {
	/**
	 * Repairs what is certain: entries of the indexes, which follow from the items, and entries of queues of events that have
	 * lost their change. Items are never changed. An embedded store only. Default: `false`.
	 */
	repair?: boolean | undefined;
	/** Hears from time to time how far the call is. What it throws ends the call. */
	onProgress?: ((progress: Progress) => void) | undefined;
}

/** Something that is wrong in a store. */
export interface Problem {
	/**
	 * What it is: on an embedded store `item` (it cannot be read, or breaks a limit), `missing-label`, `orphan-label`,
	 * `missing-expiry`, `orphan-expiry` (an index does not match the items), `group`, `change`, `orphan-event` (the event log)
	 * or `pages` (the file); on DynamoDB `row` (it cannot be read in full) or `schema` (of the table).
	 */
	kind: string;
	/** The key of the item that it is about, if it is about one. */
	key?: string;
	/** What is wrong, without stored data. For people. */
	message: string;
	/** Whether it was repaired. */
	repaired: boolean;
}

/** The result of `check`. */
export interface Checked {
	/** How many items were looked at, expired ones included. */
	items: number;
	/** The problems, the first 1,000 of them. */
	problems: Problem[];
	/** How many problems are not listed. Absent if all are. */
	more?: number;
}

/** The kind of a change. */
export type EventKind = "created" | "updated" | "deleted";

/**
 * The name of an event as `on` takes it: a kind or `*`, and optionally a filter of keys. TypeScript sees a name that
 * you build at run time as a `string`: write `as EventName`.
 *
 * @example
 * "created"                // every new item
 * "updated:users:*"        // updates in the collection `users`
 * "*:order_*:item_*"       // any change of such keys in collections that begin with `order_`
 */
export type EventName = NameOfKind<EventKind | "*">;
type NameOfKind<K extends string> = K | `${K}:${string}`;
/** One name of a kind, or several. */
type NameOf<K extends EventKind> = NameOfKind<K> | readonly NameOfKind<K>[];
/** The kinds of the events that have a name. */
type KindOf<N> = { [K in EventKind]: N extends NameOfKind<K | "*"> ? K : never }[EventKind];

/** An item was created. */
export interface CreatedEvent<T = Untyped> {
	/** The kind of the change. */
	name: "created";
	/** The new item. */
	item: ItemWithMeta<T>;
	/** Present only for updates. */
	previous?: undefined;
}

/** An existing item was set, even if only its `modified` changed. */
export interface UpdatedEvent<T = Untyped> {
	/** The kind of the change. */
	name: "updated";
	/** The item after the change. */
	item: ItemWithMeta<T>;
	/** The item before the change. */
	previous: ItemWithMeta<T>;
}

/** An item was removed or expired. */
export interface DeletedEvent<T = Untyped> {
	/** The kind of the change. */
	name: "deleted";
	/** The item as it was last stored. */
	item: ItemWithMeta<T>;
	/** Present only for updates. */
	previous?: undefined;
}

/** A change of an item, of one of the kinds `K`. Narrow it by `name`. */
export type DataEvent<T = Untyped, K extends EventKind = EventKind> = {
	created: CreatedEvent<T>;
	updated: UpdatedEvent<T>;
	deleted: DeletedEvent<T>;
}[K];

/** A handler. If it returns a promise, the promise is awaited; the result is ignored. */
type Handler<E> = (event: E) => unknown;

/** Which events a handler gets, and how it runs. `T` is the type of the items' values. */
export interface EventConfig<T = Untyped> {
	/**
	 * What must hold for the value of the item: the new value, or the last one of an item that is deleted. The handler is
	 * not called for other events, which cost no JavaScript.
	 *
	 * @example
	 * data.on("updated:orders:*", { filter: { total: { $gte: 100 } } }, ({ item }) => console.log(item.key));
	 */
	filter?: Match<T>;
	/**
	 * The root attributes of which at least one must differ before and after the change, compared as by `$eq`. Before
	 * `created` and after `deleted` all attributes are missing. At least one name.
	 *
	 * @example
	 * data.on("updated:orders:*", { changed: ["status"] }, ({ item, previous }) => console.log(item, previous));
	 */
	changed?: readonly NameIn<T>[] | undefined;
	/**
	 * How often the handler tries an event before it gives the event up, 1 to 1000. Default: as often as it takes, for 24
	 * hours after the change. The handlers after it follow.
	 */
	attempts?: number | undefined;
	/**
	 * The collection of dead letters: an event that the handler gives up becomes a {@link DeadLetter} in it, before the
	 * event is let go. {@link Events.replay} runs these again.
	 *
	 * @example
	 * data.on("created:orders:*", { attempts: 5, deadLetter: "failed-orders" }, ({ item }) => ship(item.value));
	 */
	deadLetter?: string | undefined;
	/** How long the handler may take, in milliseconds, 1 to 60000. Default: 20000. */
	timeout?: number | undefined;
	/**
	 * The group of the handler, a name of 1 to 64 bytes. Default: `default`. Each group handles each change once, however
	 * many processes share the store. A group that no process uses for 30 days is forgotten.
	 */
	group?: string | undefined;
	/**
	 * How many collections the group handles in parallel in this process, 1 to 1000. Default: 16. The last value given
	 * for a group applies.
	 */
	concurrency?: number | undefined;
}

/** A registered handler or listener. */
export interface Subscription {
	/** Stops further calls. A call in progress continues. */
	remove(): void;
}

/** Reports that a handler failed and will run again. */
export interface RetryReport<T = Untyped> {
	/** The group of the handler. */
	group: string;
	/** The event that it failed to handle. */
	event: DataEvent<T>;
	/** The number of attempts so far, from 1. */
	attempts: number;
	/** The error that the handler threw, as text. */
	error: string;
	/** The delay before the next attempt, in milliseconds. */
	delay: number;
}

/** Reports that a handler gave an event up, after its `attempts` or after 24 hours. */
export interface DroppedReport<T = Untyped> {
	/** The group that gave it up. */
	group: string;
	/** The event. */
	event: DataEvent<T>;
	/** How many attempts the handler had. */
	attempts: number;
	/** The key of the dead letter that the event has become, if the handler has a `deadLetter`. */
	deadLetter?: string;
}

/** An item as a dead letter shows it: times are epoch seconds. */
export type DeadItem<T = Untyped> = Omit<ItemWithMeta<T>, "created" | "modified" | "ttl"> & {
	created: number;
	modified: number;
	ttl?: number;
};

/** The value of a dead letter: an event that a handler gave up. */
export interface DeadLetter<T = Untyped> {
	/** What happened to the item. */
	name: EventKind;
	/** The item as the handler got it; only its key if `omitted` has `value`. */
	item: DeadItem<T>;
	/** For `updated`, the item before the change, unless `omitted` has `previous`. */
	previous?: DeadItem<T>;
	/** The last error of the handler. */
	error: { message: string; code?: string };
	/** How often the handler tried. */
	attempts: number;
	/** The group of the handler. */
	group: string;
	/** Which handler it was, and its first ten event names. */
	handler: { id: string; names: string[] };
	/** When the handler gave up, as ISO 8601 text. */
	failed: string;
	/** What the letter lacks, because an item of 400 KB and 32 levels has no room for it. */
	omitted?: ("previous" | "value")[];
	/** While the letter is replayed: until when no other process replays it, in epoch milliseconds. */
	replaying?: number;
}

/** How many dead letters were replayed, and how many stay. */
export interface Replayed {
	/** The handler succeeded, and the letter is removed. */
	replayed: number;
	/** The handler failed again or is not in this process, or the item is no letter that can be replayed. */
	failed: number;
}

/** Reports that a group missed changes, because no process handled the group for 24 hours or a row cannot be read. */
export interface GapReport {
	/** The group. */
	group: string;
	/** The number of missed changes, if it is known. */
	changes?: number;
	/** What happened. */
	reason: string;
}

/** What a store tells of a group. */
export interface EventGroup {
	/** The name of the group. */
	group: string;
	/**
	 * How many handles with handlers of the group are alive, in all processes. On DynamoDB, how many processes hold a lease: a
	 * killed one counts until others take its shards, and one without a shard does not count.
	 */
	members: number;
	/** The event names that its members want, or have wanted in the last 30 days. */
	names: string[];
	/** How many events wait for the group. Absent on DynamoDB, whose stream does not tell. */
	behind?: number;
	/** When the oldest of them was made. Absent if none waits, and on DynamoDB. */
	oldest?: Date;
	/**
	 * How long ago that was, in milliseconds. On DynamoDB, how long ago everything was handled: a group that no process handles
	 * falls behind, even if nothing is written.
	 */
	behindMs: number;
	/** How many collections wait for a retry of their next event. */
	failing: number;
}

/** The result of `data.events.forget`. */
export interface ForgottenGroup {
	/** Whether there was such a group. */
	forgotten: boolean;
	/** How many events were waiting for it. Absent on DynamoDB, whose stream does not tell. */
	events?: number;
}

/** The type of `data.events`. */
export interface Events {
	/**
	 * Calls a listener whenever a handler fails and will run again. Without a listener, the first failure of each event
	 * becomes a process warning.
	 *
	 * @throws {DataError} `INVALID_OPTION` for an unknown type or a listener that is not a function.
	 */
	on<T = Untyped>(type: "retry", listener: (report: RetryReport<T>) => unknown): Subscription;
	/** Calls a listener when a handler gives an event up. Without a listener and a `deadLetter`, this is a process warning. */
	on<T = Untyped>(type: "dropped", listener: (report: DroppedReport<T>) => unknown): Subscription;
	/** Calls a listener when a group missed changes. Without a listener, this is a process warning. */
	on(type: "gap", listener: (report: GapReport) => unknown): Subscription;

	/**
	 * Resolves when the groups of this handle have nothing left to handle, in this process or in another one. Use it in
	 * tests. Do not await it in a handler: it waits for that handler until the handler's `timeout`.
	 *
	 * @example
	 * await data.set("orders:1", { total: 5 });
	 * await data.events.idle(); // every handler has finished
	 */
	idle(): Promise<void>;

	/**
	 * Gives the events of dead letters once more to the handlers that gave them up: those of this handle with the same group
	 * and names. A letter whose handler succeeds is removed; another gets one more attempt and the new error. An event may be
	 * handled twice if a process dies meanwhile.
	 *
	 * @param expression The letters, as in `data.get`: a range such as `failed-orders:*`, or one key.
	 * @throws {DataError} `INVALID_KEY`, and as reading and writing items.
	 * @example
	 * const { replayed, failed } = await data.events.replay("failed-orders:*");
	 */
	replay(expression: string): Promise<Replayed>;

	/**
	 * Lists the groups for which the store keeps events, sorted by name. It looks at every event that waits; on DynamoDB it
	 * reads the table of leases.
	 *
	 * @example
	 * for (const { group, behindMs } of await data.events.groups()) console.log(group, behindMs);
	 */
	groups(): Promise<EventGroup[]>;

	/**
	 * Forgets a group and the events that wait for it. Handlers that are registered later begin a new group, which gets what
	 * happens from then on. On DynamoDB, it takes 11 seconds if a killed process still holds leases.
	 *
	 * @throws {DataError} `GROUP_IN_USE` while a member is alive, `INVALID_OPTION`
	 */
	forget(group: string): Promise<ForgottenGroup>;

	/**
	 * Keeps the process running until `SIGINT`, `SIGTERM` or `close()`. Resolves when the running handlers have finished.
	 * A second signal ends the process at once.
	 */
	run(): Promise<void>;
}

/**
 * The clock of a `memory:` store, for tests. It runs with the machine's until `set` or `advance` stops it. `ttl`, the dates and
 * versions of items, and the retries of event handlers follow it. Fake timers of a test runner do not affect it.
 *
 * Every method throws or rejects with `NO_CLOCK` on another store.
 *
 * @example
 * await data.set("sessions:1", session, { ttl: 60 });
 * await data.clock.advance(60_000);
 * await data.get("sessions:1"); // undefined
 */
export interface Clock {
	/** The time in milliseconds since 1970, as `Date.now()` gives it. */
	now(): number;

	/**
	 * Stops the clock at a time: a `Date`, or milliseconds since 1970, up to the year 9999. Resolves when all items that have
	 * expired by then are removed, and their `deleted` events can be awaited with {@link Events.idle}.
	 *
	 * @throws {DataError} Rejects with `INVALID_OPTION` for anything else.
	 */
	set(time: Date | number): Promise<void>;

	/**
	 * Stops the clock so many milliseconds later than it is. Resolves as `set` does. Retries that are due then start; while the
	 * clock is stopped, {@link Events.idle} does not wait for later ones.
	 *
	 * @throws {DataError} Rejects with `INVALID_OPTION` unless it is a whole number, not below 0.
	 */
	advance(milliseconds: number): Promise<void>;

	/** Lets the clock run with the machine's again. */
	reset(): Promise<void>;
}

/** An AWS Lambda handler for an event source mapping to a DynamoDB stream. */
export type StreamHandler = (event: {
	/** Records of a stream with new and old images. */
	readonly Records: readonly { readonly dynamodb?: object | undefined }[];
}) => Promise<{
	/** The first record that failed, from which Lambda continues. Empty if all succeeded. */
	batchItemFailures: { itemIdentifier: string }[];
}>;

/** How far a {@link Data.backup} or a {@link Data.compact} has come. */
export interface CopyProgress {
	/** Bytes that are written. */
	readonly bytes: number;
	/** About how many there will be. */
	readonly total: number;
}

/** The options of {@link Data.backup}. */
export interface BackupOptions {
	/** Leaves out the free pages of the file. */
	compact?: boolean | undefined;
	/** Hears how far the copy has come. What it throws, or rejects with, rejects the call once the copy is made. */
	onProgress?: ((progress: CopyProgress) => void) | undefined;
}

/** Selects the store of a `Data`. */
export interface DataConfig {
	/** The store URL. Default: the store of the environment. See {@link Data.open}. */
	url?: string | undefined;
	/** The name of another table of that store. See {@link Data.table}. */
	table?: string | undefined;
}

/**
 * The `code` of an error. Codes are stable; messages are for people and may change.
 *
 * - Bad input, as a `ValidationError`: `INVALID_KEY`, `INVALID_OPTION`, `INVALID_VALUE`, `INVALID_URL`,
 *   `ITEM_TOO_LARGE`, `TRANSACTION_TOO_LARGE` (more than 100 items or 4 MB), `INVALID_RECORDS`, and `VALIDATION` (a
 *   `ValidationError` that a program created without a code). `INVALID_EVENT_NAME` is a plain `Error`; so are
 *   `INVALID_OPTION` and `INVALID_VALUE` where `@ampt/data` has one.
 * - Refused because of what is stored, as an `Error` with `key` and `item`: `ITEM_EXISTS`, `ITEM_NOT_FOUND`,
 *   `CREATED_MISMATCH`, `VERSION_MISMATCH` (the item has another `version`), `CONDITION_FAILED` (the predicate `if`
 *   does not hold), `OBJECT_TO_VALUE` (a single value would replace an object).
 * - Of a {@link Collection}: `SCHEMA`, a `ValidationError` with the `issues` of the schema, and `NOT_UNIQUE`, an `Error`
 *   with the `key` of the item that has the value, and the `attribute`.
 * - As an `Error`: `ITEM_TOO_LARGE` (the updated item), `CONTENTION` (other programs kept changing the item, or an item
 *   of a transaction, an atomic batch or a `removeAll`: `key` names it), `TRANSACTION_ENDED` (`tx` was used after its
 *   function had returned), `UNPROCESSED` (DynamoDB was too busy for a part of a batch or of a `removeAll`).
 * - Refused by DynamoDB's rules, on both stores, as a `ValidationException`: `VALIDATION_EXCEPTION`.
 * - Embedded store, as an `Error`: `STORE_UNUSABLE` (the folder cannot be used), `STORE_CORRUPT`, `STORE_NEWER`,
 *   `STORE_NOT_FOUND` (a handle with `readonly` creates none), `STORE_FULL`, `STORE_FAILED`, `STORE_GONE` (the folder was deleted or replaced while the store was open),
 *   `STORE_OPEN_TWICE` (another copy of this package in the process has the folder open), `STORE_IN_USE` (another process
 *   has the store open), `BACKUP_EXISTS`, `BACKUP_FAILED`, `NO_BACKUP`, `NO_COMPACTION`, `DISK_FULL`,
 *   `TOO_MANY_READERS`.
 * - A handle with `readonly`, on both stores, as an `Error`: `READ_ONLY`.
 * - DynamoDB, with DynamoDB's `name`: `TABLE_NOT_FOUND` (`ResourceNotFoundException`), `ACCESS_DENIED`
 *   (`AccessDeniedException`), `BAD_CREDENTIALS` (`UnrecognizedClientException`), `THROTTLED`
 *   (`ProvisionedThroughputExceededException`), `SERVER_ERROR` (`InternalServerError`).
 * - DynamoDB, as an `Error`: `TABLE_MISMATCH` (the table has another schema), `TABLE_NOT_READY` (`createTable` gave
 *   up), `UNREACHABLE` (no connection, or no answer to a read; nothing was applied), `UNKNOWN_OUTCOME` (a write, or a
 *   part of a batch, may have been applied or not; on both stores a `removeAll` that failed after it had removed
 *   items), `NO_CREDENTIALS`, `NO_REGION`, `UNREADABLE_ROW` (another program wrote a row that is not an item; a write
 *   was applied if the message begins with "The write was carried out"), `DYNAMODB_FAILED` (anything else).
 * - Events, as an `Error`: `NO_STREAM` (the table has no stream of new and old images), `NO_HANDLERS` (a
 *   `streamHandler` ran before any `data.on`), `INVALID_LEASE` (another version wrote a row of `TABLE-events`),
 *   `GROUP_IN_USE` (a member of a group that is to be forgotten is alive).
 * - Any store, as an `Error`: `CLOSED` (the handle was closed), `CHANGES_MISSED` (a `watch` or `changes` could read no changes for 24 hours, or 16 MB of `changes` waited). Any but a `memory:` store: `NO_CLOCK` (`data.clock` was used).
 * - This package, as an `Error`: `NO_NATIVE_PART` (thrown when the package loads: it has no binary for this platform),
 *   `NO_THREADS` (the system has no more threads), `INTERNAL` (a bug in this package).
 */
export type ErrorCode =
	| "ACCESS_DENIED"
	| "BACKUP_EXISTS"
	| "BACKUP_FAILED"
	| "BAD_CREDENTIALS"
	| "CHANGES_MISSED"
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
	| "STORE_FAILED"
	| "STORE_FULL"
	| "STORE_GONE"
	| "STORE_IN_USE"
	| "STORE_NEWER"
	| "STORE_NOT_FOUND"
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

/**
 * Any error of this package. `T` is the type of the stored value, which is not checked.
 *
 * @example
 * const { code, item } = error as DataError<User>;
 * if (code === "ITEM_EXISTS") console.log("taken by", item?.value.name);
 */
export interface DataError<T = Untyped> extends Error {
	/** DynamoDB's name for the error if it ends in `Exception` or is `InternalServerError`. */
	name:
		| "AccessDeniedException"
		| "Error"
		| "InternalServerError"
		| "ProvisionedThroughputExceededException"
		| "ResourceNotFoundException"
		| "UnrecognizedClientException"
		| "ValidationError"
		| "ValidationException";
	/** What went wrong. Compare this in programs, not the message. */
	code: ErrorCode;
	/** What to write instead, if the message does not say it. For people. */
	hint?: string;
	/**
	 * The key of the item that refused the write, for `CONTENTION` of an item that others changed, and for `NOT_UNIQUE` of the
	 * item that has the value. It is complete, or inside the collection if a {@link Collection} rejects with the error.
	 */
	key?: string;
	/** For `NOT_UNIQUE`: the name of the unique attribute. */
	attribute?: string;
	/**
	 * The item that refused the write, as it is stored. `undefined` if there is none. It is not enumerable, so that what
	 * prints the error does not print the data. Absent for `CONTENTION` and `NOT_UNIQUE`.
	 */
	item?: ItemWithVersion<T> | undefined;
}

/** Bad input: a key, an option, a value or a URL that breaks the rules. Nothing was written. */
export declare class ValidationError extends Error implements DataError {
	/** Creates an error with a code. Default: `VALIDATION`. */
	constructor(message: string, code?: ErrorCode);
	/** Always `ValidationError`. */
	name: "ValidationError";
	/** Which rule was broken. */
	code: ErrorCode;
	/** What to write instead, if the message does not say it. For people. */
	hint?: string;
	/** The matching HTTP status, 400. */
	statusCode: 400;
	/** For `SCHEMA`: what the schema found. */
	issues?: SchemaIssue[];
}

/** Options `O` without metadata, with metadata, and with `meta` known only at run time. */
type Bare<O = MetaOptions> = false | MetaOff<O>;
type MetaOff<O> = O & NoVersion & { meta?: false | undefined };
type Full<O = MetaOptions> = true | MetaOn<O>;
type MetaOn<O> = O & NoVersion & { meta: true };
/** In generic functions, TypeScript accepts options that a type does not have, unless it excludes them. */
interface NoVersion {
	version?: never;
}
type Versioned<O = MetaOptions> = O & WithVersion;
type Guarded<O> = O & OnVersion;
type Either<O = MetaOptions> = boolean | O;

/** The iterator of `watch`. */
type Watch<I> = AsyncGenerator<WatchEntry<I>, void, undefined>;

/** The iterator of `changes`. */
type LiveChanges<E> = AsyncGenerator<E, void, undefined>;

/** Options with at least one that only pages have, from which TypeScript infers a page. */
type PageOptions<T> = Paged<T> &
	(
		| { limit: number | undefined }
		| { reverse: boolean | undefined }
		| { start: string | undefined }
		| { label: Labels }
		| { filter: Match<T> | undefined }
		| { labels: LabelExpressions | undefined }
	);

/** Options of a single item. */
type OneOptions = MetaOptions &
	Consistency &
	Partial<Record<Exclude<keyof Paged<Value>, keyof MetaOptions | keyof Consistency>, undefined>>;

/** Options of `getByLabel`. */
type LabelOptions<T> = PageSettings<T> & WholeItems;

/** What is left of a value of type `T` under the option `attributes`. */
type Cut<T, A extends string> = [Untyped] extends [T]
	? T
	: T extends Single
		? T
		: [A] extends [never]
			? Partial<T>
			: Pick<T, Extract<keyof T, A>>;

/** Options of `set` in a transaction. */
export type TransactionSetOptions<D = NonNullable<unknown>, T = Untyped> = SetSettings<D> &
	CheckedDefault<D> &
	Checks<T> &
	(Overwriting | Updating);

/** At least one condition. */
type Check<T> = Checks<T> & ({ exists: boolean } | OnVersion | { if: Match<T> });

/**
 * One run of a transaction. Its reads see its own writes. Its writes are carried out together when the function ends;
 * several writes of one item become one. Labels and ranges cannot be read, because no store can check that they stayed
 * the same. The methods work without their object. Await every `get` before the function returns: afterwards, every
 * method fails with `TRANSACTION_ENDED`.
 */
export interface Transaction {
	/**
	 * Gets items by their complete keys.
	 *
	 * @throws {DataError} `INVALID_KEY`, also for a key expression; `TRANSACTION_TOO_LARGE`; `TRANSACTION_ENDED`.
	 */
	get<T = Untyped>(keys: readonly string[], options?: Bare): Promise<Items<Item<T>>>;
	/** Gets items by their complete keys, with metadata. */
	get<T = Untyped>(keys: readonly string[], options: Full): Promise<Items<ItemWithMeta<T>>>;
	/** Gets items by their complete keys, with metadata if `meta` is `true` at run time. */
	get<T = Untyped>(keys: readonly string[], options: Either): Promise<Items<AnyItem<T>>>;
	/** A transaction cannot read a page. Read it before, and its items by their keys inside. */
	get<_T = Untyped>(key: RangeKey, options?: Either): Promise<NoRange>;
	/**
	 * Gets the value under a key, or `undefined` if there is none. The read is consistent. A second one of the same key
	 * gives the same, with the writes in between.
	 *
	 * @throws {DataError} `INVALID_KEY`, also for a key expression; `TRANSACTION_TOO_LARGE`; `TRANSACTION_ENDED`.
	 */
	get<T = Untyped>(key: string, options?: Bare): Promise<T | undefined>;
	/** Gets the item under a key with its metadata, or `undefined` if there is none. */
	get<T = Untyped>(key: string, options: Full): Promise<ItemWithMeta<T> | undefined>;
	/** Gets the value under a key, or the item with its metadata if `meta` is `true` at run time. */
	get<T = Untyped>(key: string, options: Either): Promise<ValueOrItem<T> | undefined>;

	/**
	 * Sets an item when the transaction ends, as `data.set` does. If a condition fails then, nothing is written, and the
	 * transaction rejects.
	 *
	 * @throws {DataError} At once: `INVALID_KEY`, `INVALID_OPTION`, `INVALID_VALUE`, `TRANSACTION_ENDED`.
	 */
	set<V, D>(key: string, value: Settable<V, D>, options?: TransactionSetOptions<D>): void;
	/** Sets an item of a type that you name, or a part of it, when the transaction ends. */
	set<T>(key: string, value: Part<T>, options?: TransactionSetOptions<DefaultFor<T>, T>): void;

	/**
	 * Adds to the number under a key when the transaction ends. A missing number counts as 0.
	 *
	 * @throws {DataError} At once: `INVALID_KEY`, `INVALID_OPTION`, `INVALID_VALUE`, `TRANSACTION_ENDED`.
	 */
	add(key: string, delta: Addend, options?: Guards<Addend> & Partial<OnVersion>): void;
	/** Adds to a root attribute of an object when the transaction ends. */
	add<T = Attributes>(key: string, name: NumberName<T>, delta: Addend, options?: Guards<T> & Partial<OnVersion>): void;

	/**
	 * Removes an item when the transaction ends.
	 *
	 * @throws {DataError} At once: `INVALID_KEY`, also for a key expression; `INVALID_OPTION`.
	 */
	remove<T = Untyped>(key: string, options?: RemoveOptions<T>): void;

	/**
	 * Stores an item or a row exactly as it is given, in place of what is there, when the transaction ends: all digits of
	 * its numbers, its `created`, its `ttl`, its labels and no others. Nothing in it is an operator. The item gets a new
	 * version: `modified`, `version` and `md` do not count.
	 *
	 * @throws {DataError} At once: `INVALID_VALUE`, `INVALID_KEY`, `ITEM_TOO_LARGE`; `INVALID_OPTION`, also for an unknown
	 * option; `TRANSACTION_ENDED`.
	 * @example
	 * tx.import(row, { version }); // refused with VERSION_MISMATCH if the item has changed since
	 * tx.import({ key: "users:jane", value, created }, { exists: false });
	 */
	import<T = Untyped>(item: ImportItem | Row, condition?: Checks<T>): void;

	/**
	 * Needs an item to be so, without writing it. What you read need not be checked: a transaction that writes is carried
	 * out only if all that it has read is unchanged.
	 *
	 * @throws {DataError} At once: `INVALID_KEY`; `INVALID_OPTION` without a condition.
	 * @example
	 * tx.check("settings", { if: { closed: { $ne: true } } });
	 */
	check<T = Untyped>(key: string, condition: Check<T>): void;
}

/**
 * A handle on a store of items under keys.
 *
 * **Keys.** A key is `name`, or `collection:name` for an item of a collection. The first colon splits a key, and both
 * parts are trimmed. Case matters. Each part has at most 256 bytes of UTF-8. In a collection, a name is not empty, does
 * not contain `*` or `|`, and does not begin with `>` or `<`. These are the rules of `@ampt/data`.
 *
 * **Limits.** An item has at most 400 KB with its metadata, a value at most 32 levels, a number at most 38 significant
 * digits. These are DynamoDB's limits. They apply to the embedded store too, so that data can move.
 *
 * **Errors.** Promises reject with a {@link DataError}. Methods throw only where their documentation says so.
 *
 * **Durability and consistency.** When `set` has resolved, the item is stored. On the embedded store, `get` sees every
 * write that its handle has called before, awaited or not, except the items of an `import` that is under way. On DynamoDB,
 * await the write and pass `consistent: true`.
 *
 * @example
 * import { data } from "ampt-data";
 *
 * await data.set("users:1", { name: "Jane" }, { label1: "team:core" });
 * const user = await data.get("users:1"); // { name: "Jane" }
 * const { items } = await data.getByLabel("label1", "team:*");
 */
export declare class Data {
	/**
	 * Creates a handle on a store. The first call opens the store.
	 *
	 * @throws {ValidationError} `INVALID_URL` for an invalid URL or table name, or an argument that is not an object;
	 * `INVALID_OPTION` for an unknown member.
	 */
	constructor(config?: DataConfig);

	/**
	 * Creates a handle on the store of a URL. The first call opens the store.
	 *
	 * - `file:PATH`: the embedded store in that folder. With `?durability=relaxed`, writes do not wait for the disk; with
	 *   `?sweep=off`, expired items stay in the file. With `?readonly`, `PATH` may also be the file of a backup.
	 * - `memory:`: an embedded store that ends with the process. Each handle has its own, and a {@link Data.clock} to set. With
	 *   `?like=dynamodb` it has DynamoDB's manners, so that tests meet them: late reads, short pages and batches,
	 *   transactions that run anew. `lag` says how late, in milliseconds (default 300); `seed` repeats what was met;
	 *   `busy` is the percentage of calls that fail with `THROTTLED` or `UNPROCESSED` (default 0).
	 * - `dynamodb://TABLE`: your DynamoDB table. Options: `region`, `endpoint` and `profile`, by default those of the AWS
	 *   environment; `connections`, the maximum number of concurrent requests (default 100); `timeout` and
	 *   `attemptTimeout`, the maximum duration of a call and of each attempt, in milliseconds (defaults 120,000 and
	 *   10,000); `capacity`, to learn from {@link Data.usage} what requests cost.
	 *
	 * With `?readonly`, a `file:` or `dynamodb:` handle only reads: everything that writes, and {@link Data.on}, fails with
	 * `READ_ONLY`, and so do {@link Data.watch} and {@link Data.changes} of a folder. The process need not be able to write the files. A store that
	 * does not exist is `STORE_NOT_FOUND`.
	 *
	 * @throws {ValidationError} `INVALID_URL`
	 * @example
	 * const data = Data.open("dynamodb://my-table?region=eu-west-1");
	 */
	static open(url: string | { readonly href: string }): Data;

	/**
	 * Returns a handle on another table. On the embedded store, it is the folder of that name beside the one of the
	 * environment; on DynamoDB, the table of exactly that name, with the options of the environment's URL. The same name
	 * returns the same handle until you close it.
	 *
	 * @throws {ValidationError} `INVALID_URL` for a name that cannot be a folder name.
	 */
	static table(name: string): Data;

	/**
	 * Creates the table of a `dynamodb://TABLE` URL with its indexes, stream and TTL, and resolves when it is ready. If
	 * the table exists, checks its schema and enables its TTL. Does nothing for an embedded store.
	 *
	 * @throws {DataError} `INVALID_URL`; `TABLE_MISMATCH` for a table with another schema; `TABLE_NOT_READY` after ten
	 * minutes; `ACCESS_DENIED` and other codes of DynamoDB.
	 */
	static createTable(url: string | { readonly href: string }): Promise<void>;

	/**
	 * The default of the option `removeNulls` of `set`, batches and `seed`: `true` unless you change it.
	 *
	 * @throws {DataError} `INVALID_OPTION` if you assign a value that is not a boolean.
	 */
	removeNulls: boolean;

	/**
	 * Gets any number of items by their complete keys. A key that occurs twice counts once. With `atomic: true`, all items
	 * are read as they were at one moment.
	 *
	 * @throws {DataError} `INVALID_KEY` for no keys or a key expression; `INVALID_OPTION` for any option except `meta`,
	 * `version` and `atomic`; `TRANSACTION_TOO_LARGE` for an atomic read of more than 100 items or 4 MB. On DynamoDB also
	 * `UNPROCESSED` if it was too busy for some keys, after all retries, and `CONTENTION` for an atomic read.
	 * @example
	 * const { items } = await data.get(["users:1", "users:2"]);
	 * const { items: [from, to] } = await data.get<Account>(["accounts:a", "accounts:b"], { atomic: true });
	 */
	get<T = Untyped>(keys: readonly string[], options?: Bare<GetManyOptions>): Promise<Items<Item<T>>>;
	/** Gets items by their complete keys, with metadata. */
	get<T = Untyped>(keys: readonly string[], options: Full<GetManyOptions>): Promise<Items<ItemWithMeta<T>>>;
	/** Gets items by their complete keys, with metadata and versions. */
	get<T = Untyped>(keys: readonly string[], options: Versioned<GetManyOptions>): Promise<Items<ItemWithVersion<T>>>;
	/** Gets items by their complete keys, with metadata if `meta` is `true` at run time. */
	get<T = Untyped>(keys: readonly string[], options: Either<GetManyOptions>): Promise<Items<AnyItem<T>>>;

	/**
	 * Gets a page of a collection: `users:*` (all), `users:a*` (names that begin with `a`), `users:>a`, `users:>=a`,
	 * `users:<a`, `users:<=a`, or `users:a|b` (names from `a` to `b`).
	 *
	 * @throws {DataError} `INVALID_KEY` for an invalid expression; `INVALID_OPTION` for a `limit` outside 1 to 1000, a
	 * `start` that is not a `lastKey`, a `filter` that cannot be used or an expression in `labels`; `VALIDATION_EXCEPTION`
	 * for an inverted range such as `users:b|a`.
	 * @example
	 * const page = await data.get<User>("users:*", { limit: 50 });
	 * const following = await page.next?.();
	 * const grown = await data.get<User>("users:*", { filter: { age: { $gte: 18 } } });
	 */
	get<T = Untyped>(key: RangeKey, options?: Bare<GetOptions<T>>): Promise<Page<Item<T>>>;
	/** Gets a page of a collection, with metadata. */
	get<T = Untyped>(key: RangeKey, options: Full<GetOptions<T>>): Promise<Page<ItemWithMeta<T>>>;
	/** Gets a page of a collection, with metadata and versions. */
	get<T = Untyped>(key: RangeKey, options: Versioned<GetOptions<T>>): Promise<Page<ItemWithVersion<T>>>;
	/** Gets a page of a collection, with metadata if `meta` is `true` at run time. */
	get<T = Untyped>(key: RangeKey, options: Either<GetOptions<T>>): Promise<Page<AnyItem<T>>>;

	/**
	 * Gets a page by a label, or by an expression that is known only at run time. Do not pass `limit`, `reverse` or
	 * `start` with a complete key: the result is then a single item, whatever these options are. `filter` and `labels` are
	 * refused with one.
	 *
	 * @throws {DataError} As for a range; `INVALID_OPTION` for an unknown label, or a label together with `consistent`.
	 */
	get<T = Untyped>(key: string, options: MetaOff<PageOptions<T> & WholeItems>): Promise<Page<Item<T>>>;
	/** Gets a page by a label or an expression, with metadata. */
	get<T = Untyped>(key: string, options: MetaOn<PageOptions<T> & WholeItems>): Promise<Page<ItemWithMeta<T>>>;
	/** Gets a page by a label or an expression, with metadata and versions. */
	get<T = Untyped>(key: string, options: Versioned<PageOptions<T> & WholeItems>): Promise<Page<ItemWithVersion<T>>>;
	/** Gets a page by a label or an expression, with metadata if `meta` is `true` at run time. */
	get<T = Untyped>(key: string, options: PageOptions<T> & WholeItems): Promise<Page<AnyItem<T>>>;

	/**
	 * Gets a page with a part of each value: the root attributes that you name.
	 *
	 * @throws {DataError} As for a page of whole items.
	 * @example
	 * const { items } = await data.get<User, "name">("users:*", { attributes: ["name"] });
	 */
	get<T = Untyped, A extends RootAttribute<T> = never>(
		key: RangeKey,
		options: MetaOff<Paged<T> & Cutting<T, A>>,
	): Promise<Page<Item<Cut<T, A>>>>;
	/** Gets a page with a part of each value, and with metadata. */
	get<T = Untyped, A extends RootAttribute<T> = never>(
		key: RangeKey,
		options: MetaOn<Paged<T> & Cutting<T, A>>,
	): Promise<Page<ItemWithMeta<Cut<T, A>>>>;
	/** Gets a page with a part of each value, and with metadata and versions. */
	get<T = Untyped, A extends RootAttribute<T> = never>(
		key: RangeKey,
		options: Versioned<Paged<T> & Cutting<T, A>>,
	): Promise<Page<ItemWithVersion<Cut<T, A>>>>;
	/** Gets a page with a part of each value, and with metadata if `meta` is `true` at run time. */
	get<T = Untyped, A extends RootAttribute<T> = never>(
		key: RangeKey,
		options: Paged<T> & Cutting<T, A>,
	): Promise<Page<AnyItem<Cut<T, A>>>>;
	/** Gets a page by a label or an expression, with a part of each value. */
	get<T = Untyped, A extends RootAttribute<T> = never>(
		key: string,
		options: MetaOff<PageOptions<T> & Cutting<T, A>>,
	): Promise<Page<Item<Cut<T, A>>>>;
	/** Gets a page by a label or an expression, with a part of each value and with metadata. */
	get<T = Untyped, A extends RootAttribute<T> = never>(
		key: string,
		options: MetaOn<PageOptions<T> & Cutting<T, A>>,
	): Promise<Page<ItemWithMeta<Cut<T, A>>>>;
	/** Gets a page by a label or an expression, with a part of each value, metadata and versions. */
	get<T = Untyped, A extends RootAttribute<T> = never>(
		key: string,
		options: Versioned<PageOptions<T> & Cutting<T, A>>,
	): Promise<Page<ItemWithVersion<Cut<T, A>>>>;
	/** Gets a page by a label or an expression, with a part of each value, and metadata if `meta` is `true` at run time. */
	get<T = Untyped, A extends RootAttribute<T> = never>(
		key: string,
		options: PageOptions<T> & Cutting<T, A>,
	): Promise<Page<AnyItem<Cut<T, A>>>>;

	/**
	 * Gets a page of keys, without values.
	 *
	 * @throws {DataError} As for a page of whole items; `INVALID_OPTION` for a complete key, unless there is a `label`.
	 * @example
	 * const { items } = await data.get("users:*", { keysOnly: true }); // [{ key: "users:1" }, …]
	 */
	get<T = Untyped>(key: string, options: MetaOff<Paged<T> & KeysOnly>): Promise<Page<ItemKey>>;
	/** Gets a page of keys with the metadata of their items. */
	get<T = Untyped>(key: string, options: MetaOn<Paged<T> & KeysOnly>): Promise<Page<ItemKeyWithMeta>>;
	/** Gets a page of keys with the metadata and the versions of their items. */
	get<T = Untyped>(key: string, options: Versioned<Paged<T> & KeysOnly>): Promise<Page<ItemKeyWithVersion>>;
	/** Gets a page of keys, with metadata if `meta` is `true` at run time. */
	get<T = Untyped>(key: string, options: Paged<T> & KeysOnly): Promise<Page<AnyItemKey>>;

	/**
	 * Gets a part of the value under a key: the root attributes that you name. `undefined` if there is no item.
	 *
	 * @throws {DataError} `INVALID_KEY`; `INVALID_OPTION` for no attributes, or for what concerns pages.
	 * @example
	 * const user = await data.get<User, "name">("users:1", { attributes: ["name"] });
	 */
	get<T = Untyped, A extends RootAttribute<T> = never>(
		key: CompleteKey,
		options: MetaOff<OneOptions & Cutting<T, A>>,
	): Promise<Cut<T, A> | undefined>;
	/** Gets an item with a part of its value and with its metadata, or `undefined` if there is none. */
	get<T = Untyped, A extends RootAttribute<T> = never>(
		key: CompleteKey,
		options: MetaOn<OneOptions & Cutting<T, A>>,
	): Promise<ItemWithMeta<Cut<T, A>> | undefined>;
	/** Gets an item with a part of its value, its metadata and its version, or `undefined` if there is none. */
	get<T = Untyped, A extends RootAttribute<T> = never>(
		key: CompleteKey,
		options: Versioned<OneOptions & Cutting<T, A>>,
	): Promise<ItemWithVersion<Cut<T, A>> | undefined>;
	/** Gets a part of the value under a key, or the item with its metadata if `meta` is `true` at run time. */
	get<T = Untyped, A extends RootAttribute<T> = never>(
		key: CompleteKey,
		options: OneOptions & Cutting<T, A>,
	): Promise<ValueOrItem<Cut<T, A>> | undefined>;

	/**
	 * Gets the value under a key, or `undefined` if there is none. You can name its type, which is not checked.
	 *
	 * @throws {DataError} `INVALID_KEY`
	 * @example
	 * const user = await data.get<User>("users:1");
	 */
	get<T = Untyped>(key: CompleteKey, options?: Bare<OneOptions & WholeItems>): Promise<T | undefined>;
	/** Gets the item under a key with its metadata, or `undefined` if there is none. */
	get<T = Untyped>(key: CompleteKey, options: Full<OneOptions & WholeItems>): Promise<ItemWithMeta<T> | undefined>;
	/**
	 * Gets the item under a key with its metadata and its version, or `undefined` if there is none.
	 *
	 * @example
	 * const auction = await data.get<Auction>("auctions:1", { version: true });
	 * if (auction) await data.set<Auction>("auctions:1", { bid: 120 }, { version: auction.version });
	 */
	get<T = Untyped>(
		key: CompleteKey,
		options: Versioned<OneOptions & WholeItems>,
	): Promise<ItemWithVersion<T> | undefined>;
	/** Gets the value under a key, or the item with its metadata if `meta` is `true` at run time. */
	get<T = Untyped>(key: CompleteKey, options: Either<OneOptions & WholeItems>): Promise<ValueOrItem<T> | undefined>;
	/**
	 * Gets what a `string` selects of which TypeScript knows nothing: the value under a complete key, or a page.
	 *
	 * Write the key as a literal or a template in the call, or with `as const`, so that TypeScript sees which. Otherwise say it
	 * with `as CompleteKey` or `as RangeKey`, or look: only a page has `items`.
	 *
	 * @throws {DataError} `INVALID_KEY`, also for an invalid expression.
	 * @example
	 * const key = `users:${id}` as const; // or, as a type: (key: CompleteKey) => …
	 * const user = await data.get<User>(key); // User | undefined
	 */
	get<T = Untyped>(key: string, options?: Bare<OneOptions & WholeItems>): Promise<ItemOrPage<T, Item<T>>>;
	/** Gets an item or a page with metadata. */
	get<T = Untyped>(
		key: string,
		options: Full<OneOptions & WholeItems>,
	): Promise<ItemOrPage<ItemWithMeta<T>, ItemWithMeta<T>>>;
	/** Gets an item or a page with metadata and versions. */
	get<T = Untyped>(
		key: string,
		options: Versioned<OneOptions & WholeItems>,
	): Promise<ItemOrPage<ItemWithVersion<T>, ItemWithVersion<T>>>;
	/** Gets a value or a page, with metadata if `meta` is `true` at run time. */
	get<T = Untyped>(
		key: string,
		options: Either<OneOptions & WholeItems>,
	): Promise<ItemOrPage<ValueOrItem<T>, AnyItem<T>>>;
	/** Gets a part of a value, or a page with a part of each value. */
	get<T = Untyped, A extends RootAttribute<T> = never>(
		key: string,
		options: MetaOff<OneOptions & Cutting<T, A>>,
	): Promise<ItemOrPage<Cut<T, A>, Item<Cut<T, A>>>>;
	/** Gets an item or a page, with a part of each value and with metadata. */
	get<T = Untyped, A extends RootAttribute<T> = never>(
		key: string,
		options: MetaOn<OneOptions & Cutting<T, A>>,
	): Promise<ItemOrPage<ItemWithMeta<Cut<T, A>>, ItemWithMeta<Cut<T, A>>>>;
	/** Gets an item or a page, with a part of each value, metadata and versions. */
	get<T = Untyped, A extends RootAttribute<T> = never>(
		key: string,
		options: Versioned<OneOptions & Cutting<T, A>>,
	): Promise<ItemOrPage<ItemWithVersion<Cut<T, A>>, ItemWithVersion<Cut<T, A>>>>;
	/** Gets a part of a value or a page with parts, with metadata if `meta` is `true` at run time. */
	get<T = Untyped, A extends RootAttribute<T> = never>(
		key: string,
		options: OneOptions & Cutting<T, A>,
	): Promise<ItemOrPage<ValueOrItem<Cut<T, A>>, AnyItem<Cut<T, A>>>>;
	/** Gets a value, an item or a page, if TypeScript cannot infer which from the key and the options. */
	get<T = Untyped>(key: string, options: Either<GetOptions<T>>): Promise<OneOrPage<T>>;

	/**
	 * Gets a page of the items with a label, sorted by label. The label is complete, or an expression as in `get`.
	 *
	 * @throws {DataError} As for `get`; `INVALID_OPTION` for an unknown label.
	 * @example
	 * const { items } = await data.getByLabel("label1", "team:*");
	 */
	getByLabel<T = Untyped>(label: Labels, key: string, options?: Bare<LabelOptions<T>>): Promise<Page<Item<T>>>;
	/** Gets a page of the items with a label, with metadata. */
	getByLabel<T = Untyped>(label: Labels, key: string, options: Full<LabelOptions<T>>): Promise<Page<ItemWithMeta<T>>>;
	/** Gets a page of the items with a label, with metadata and versions. */
	getByLabel<T = Untyped>(
		label: Labels,
		key: string,
		options: Versioned<LabelOptions<T>>,
	): Promise<Page<ItemWithVersion<T>>>;
	/** Gets a page of the items with a label, with a part of each value: the root attributes that you name. */
	getByLabel<T = Untyped, A extends RootAttribute<T> = never>(
		label: Labels,
		key: string,
		options: MetaOff<PageSettings<T> & Cutting<T, A>>,
	): Promise<Page<Item<Cut<T, A>>>>;
	/** Gets a page of the items with a label, with a part of each value and with metadata. */
	getByLabel<T = Untyped, A extends RootAttribute<T> = never>(
		label: Labels,
		key: string,
		options: MetaOn<PageSettings<T> & Cutting<T, A>>,
	): Promise<Page<ItemWithMeta<Cut<T, A>>>>;
	/** Gets a page of the items with a label, with a part of each value, metadata and versions. */
	getByLabel<T = Untyped, A extends RootAttribute<T> = never>(
		label: Labels,
		key: string,
		options: Versioned<PageSettings<T> & Cutting<T, A>>,
	): Promise<Page<ItemWithVersion<Cut<T, A>>>>;
	/** Gets a page of the items with a label, with a part of each value, and metadata if `meta` is `true` at run time. */
	getByLabel<T = Untyped, A extends RootAttribute<T> = never>(
		label: Labels,
		key: string,
		options: PageSettings<T> & Cutting<T, A>,
	): Promise<Page<AnyItem<Cut<T, A>>>>;
	/** Gets a page of the keys of the items with a label. */
	getByLabel<T = Untyped>(
		label: Labels,
		key: string,
		options: MetaOff<PageSettings<T> & KeysOnly>,
	): Promise<Page<ItemKey>>;
	/** Gets a page of the keys of the items with a label, with metadata. */
	getByLabel<T = Untyped>(
		label: Labels,
		key: string,
		options: MetaOn<PageSettings<T> & KeysOnly>,
	): Promise<Page<ItemKeyWithMeta>>;
	/** Gets a page of the keys of the items with a label, with metadata and versions. */
	getByLabel<T = Untyped>(
		label: Labels,
		key: string,
		options: Versioned<PageSettings<T> & KeysOnly>,
	): Promise<Page<ItemKeyWithVersion>>;
	/** Gets a page of the keys of the items with a label, with metadata if `meta` is `true` at run time. */
	getByLabel<T = Untyped>(label: Labels, key: string, options: PageSettings<T> & KeysOnly): Promise<Page<AnyItemKey>>;
	/** Gets a page of the items with a label, with metadata if `meta` is `true` at run time. */
	getByLabel<T = Untyped>(label: Labels, key: string, options: Either<LabelOptions<T>>): Promise<Page<AnyItem<T>>>;

	/**
	 * Reads the items that a key or an expression selects, one after the other, and all items without an expression. It is
	 * one page ahead of the program, and `break` ends it. An item that is not written meanwhile comes exactly once, whatever
	 * others write; one that is written or removed meanwhile comes once or not at all. With `labels` and no expression, the
	 * first of these labels is what is read.
	 *
	 * @throws {DataError} At once: `INVALID_OPTION` for an unknown option or a `limit` that is not a whole number. With the
	 * iteration: as for a page; `INVALID_OPTION` also for `reverse` of everything, which has no order.
	 * @example
	 * for await (const { key, value } of data.iterate<Order>("orders:>=2026", { filter: { status: "open" } })) {
	 *   console.log(key, value.total);
	 * }
	 */
	iterate<T = Untyped>(expression?: string, options?: MetaOff<IterateOptions<T>>): Iteration<Item<T>>;
	/** Reads the selected items one after the other, with metadata. */
	iterate<T = Untyped>(expression: string | undefined, options: MetaOn<IterateOptions<T>>): Iteration<ItemWithMeta<T>>;
	/** Reads the selected items one after the other, with metadata and versions. */
	iterate<T = Untyped>(
		expression: string | undefined,
		options: Versioned<IterateOptions<T>>,
	): Iteration<ItemWithVersion<T>>;
	/** Reads a part of each value: the root attributes that you name. */
	iterate<T = Untyped, A extends RootAttribute<T> = never>(
		expression: string | undefined,
		options: MetaOff<Iterated<T> & Cutting<T, A>>,
	): Iteration<Item<Cut<T, A>>>;
	/** Reads a part of each value, with metadata. */
	iterate<T = Untyped, A extends RootAttribute<T> = never>(
		expression: string | undefined,
		options: MetaOn<Iterated<T> & Cutting<T, A>>,
	): Iteration<ItemWithMeta<Cut<T, A>>>;
	/** Reads a part of each value, with metadata and versions. */
	iterate<T = Untyped, A extends RootAttribute<T> = never>(
		expression: string | undefined,
		options: Versioned<Iterated<T> & Cutting<T, A>>,
	): Iteration<ItemWithVersion<Cut<T, A>>>;
	/** Reads a part of each value, with metadata if `meta` is `true` at run time. */
	iterate<T = Untyped, A extends RootAttribute<T> = never>(
		expression: string | undefined,
		options: Iterated<T> & Cutting<T, A>,
	): Iteration<AnyItem<Cut<T, A>>>;
	/** Reads keys, without values. */
	iterate<T = Untyped>(expression: string | undefined, options: MetaOff<Iterated<T> & KeysOnly>): Iteration<ItemKey>;
	/** Reads keys, with the metadata of their items. */
	iterate<T = Untyped>(
		expression: string | undefined,
		options: MetaOn<Iterated<T> & KeysOnly>,
	): Iteration<ItemKeyWithMeta>;
	/** Reads keys, with the metadata and the versions of their items. */
	iterate<T = Untyped>(
		expression: string | undefined,
		options: Versioned<Iterated<T> & KeysOnly>,
	): Iteration<ItemKeyWithVersion>;
	/** Reads keys, with metadata if `meta` is `true` at run time. */
	iterate<T = Untyped>(expression: string | undefined, options: Iterated<T> & KeysOnly): Iteration<AnyItemKey>;
	/** Reads the selected items one after the other, with metadata if `meta` is `true` at run time. */
	iterate<T = Untyped>(expression: string | undefined, options: IterateOptions<T>): Iteration<AnyItem<T>>;

	/**
	 * Counts the items that a key or an expression selects, and all items without an expression. The embedded store walks
	 * the keys and decodes nothing, unless there is a `filter`. DynamoDB reads all of them.
	 *
	 * @throws {DataError} As for a page; `INVALID_OPTION` also for an unknown option. On DynamoDB also `UNREADABLE_ROW`.
	 * @example
	 * const large = await data.count<Order>("orders:*", { filter: { total: { $gt: 100 } } });
	 */
	count<T = Untyped>(expression?: string, options?: CountOptions<T>): Promise<number>;

	/**
	 * Counts like {@link Data.count}, and gives a cursor behind each `every` items, for numbered pages and scroll bars. Pass a
	 * cursor as `start` to `iterate`, `export` or a page with the same expression and options, in ascending order. It takes
	 * about as long as `count`, costs as much, and runs outside of the event loop. A cursor is a place: what is written later
	 * moves the items, and a page still begins behind the same place.
	 *
	 * @throws {DataError} As `count`; `INVALID_OPTION` also without `every`. A row that cannot be read does not count.
	 * @example
	 * const { items, cursors } = await data.cursors("orders:*", { every: 100 });
	 * const third = await data.get("orders:*", { limit: 100, start: cursors[1] });
	 */
	cursors<T = Untyped>(expression: string | undefined, options: CursorsOptions<T>): Promise<Cursors>;

	/**
	 * Lists the collections and how many items each has, sorted by name as UTF-8 bytes; last those without a colon, under
	 * `name: null`. The embedded store walks over the keys; DynamoDB reads the whole table, which costs as much as a `scan`.
	 *
	 * @throws {DataError} `INVALID_OPTION` for an unknown option, and for `bytes: true` with `items: false`.
	 * @example
	 * for await (const { name, items } of data.collections()) console.log(name ?? "(no collection)", items);
	 */
	collections(options?: { items?: true | undefined; bytes?: false | undefined }): AsyncIterable<CollectionSize>;
	/** Lists the collections with the bytes of their items. Both stores then read all items. */
	collections(options: { items?: true | undefined; bytes: true }): AsyncIterable<CollectionBytes>;
	/**
	 * Lists only the names. The embedded store leaps from one to the next in some microseconds, however many items a
	 * collection has. DynamoDB reads the whole table all the same.
	 */
	collections(options: { items: false; bytes?: false | undefined }): AsyncIterable<CollectionName>;
	/** Lists the collections, with their bytes if `bytes` is `true` at run time. */
	collections(options: {
		items?: true | undefined;
		bytes?: boolean | undefined;
	}): AsyncIterable<CollectionSize & Partial<CollectionBytes>>;
	/** Lists the collections, with their numbers of items unless `items` is `false` at run time. */
	collections(options: {
		items?: boolean | undefined;
		bytes?: false | undefined;
	}): AsyncIterable<CollectionName & Partial<CollectionSize>>;

	/**
	 * Sets several items, each of which replaces the stored one: up to 25, or any number with `overwrite: true`. The
	 * embedded store writes them in one transaction; DynamoDB writes each on its own, and `unprocessed` names those that it
	 * was too busy for.
	 *
	 * @throws {DataError} `INVALID_KEY` (also for a key that occurs twice), `INVALID_OPTION`, `INVALID_VALUE` (also for
	 * no items, or more than 25 without `overwrite: true`), `ITEM_TOO_LARGE`, each with the `key` of the item. In these
	 * cases nothing is stored. On DynamoDB also `UNKNOWN_OUTCOME` if an answer was lost: any of the items may be stored.
	 * @example
	 * await data.set([
	 *   { key: "users:1", value: { name: "Jane" } },
	 *   { key: "users:2", value: { name: "John" }, label1: "team:core" },
	 * ], { overwrite: true });
	 */
	set<V extends List>(items: SetItems<V>, options?: Bare<BatchOptions>): Promise<ItemsSet<Item<StoredOf<V>>>>;
	/** Sets several items and returns them with metadata. */
	set<V extends List>(items: SetItems<V>, options: Full<BatchOptions>): Promise<ItemsSet<ItemWithMeta<StoredOf<V>>>>;
	/** Sets several items and returns them with metadata if `meta` is `true` at run time. */
	set<V extends List>(items: SetItems<V>, options: Either<BatchOptions>): Promise<ItemsSet<AnyItem<StoredOf<V>>>>;
	/** Sets several items of a type that you name: `data.set<User>([…], { overwrite: true })`. */
	set<T>(items: readonly SetItem<T>[], options?: Bare<BatchOptions>): Promise<ItemsSet<Item<T>>>;
	/** Sets several items of a type that you name, and returns them with metadata. */
	set<T>(items: readonly SetItem<T>[], options: Full<BatchOptions>): Promise<ItemsSet<ItemWithMeta<T>>>;
	/** Sets several items of a type that you name, and returns them with metadata if `meta` is `true` at run time. */
	set<T>(items: readonly SetItem<T>[], options: Either<BatchOptions>): Promise<ItemsSet<AnyItem<T>>>;

	/**
	 * Updates any number of items, each as `set` of one item does, on its own conditions. `refused` lists the items that
	 * were not written, why, and what is stored; the others are written. The embedded store writes them in one transaction;
	 * DynamoDB updates each on its own, by a request of its own.
	 *
	 * @throws {DataError} `INVALID_KEY` (also for a key that occurs twice), `INVALID_OPTION` and `INVALID_VALUE`, each with
	 * the `key` of the item. In these cases nothing is written. Refusals do not reject the call.
	 * @example
	 * const { items, refused = [] } = await data.set([
	 *   { key: "seats:1", value: { by: "joe" }, exists: false },
	 *   { key: "seats:2", value: { by: "joe" }, if: { by: { $exists: false } } },
	 *   { key: "sold", value: { $add: 1 } },
	 * ], { overwrite: false });
	 * for (const { key, code, item } of refused) console.log(key, code, item?.value);
	 */
	set<V extends List>(
		items: UpdateItems<V>,
		options: WithMeta<UpdateBatchOptions>,
	): Promise<ItemsUpdated<UpdatedItemWithMeta<StoredOf<V>>>>;
	/** Updates several items and returns them with metadata if `meta` is `true` at run time, or an item has a `version`. */
	set<V extends List>(
		items: UpdateItems<V>,
		options: UpdateBatchOptions,
	): Promise<ItemsUpdated<UpdatedItem<StoredOf<V>>>>;
	/** Updates several items of a type that you name, and returns them with metadata. */
	set<T>(
		items: readonly UpdateItem<T>[],
		options: WithMeta<UpdateBatchOptions>,
	): Promise<ItemsUpdated<UpdatedItemWithMeta<T>, T>>;
	/** Updates several items of a type that you name, or parts of them. */
	set<T>(items: readonly UpdateItem<T>[], options: UpdateBatchOptions): Promise<ItemsUpdated<UpdatedItem<T>, T>>;

	/**
	 * Sets up to 100 items, of 4 MB in all: all of them or none. Each replaces the stored one; with `overwrite: false` it
	 * updates it. On DynamoDB it costs twice as much as the items alone.
	 *
	 * @throws {DataError} `INVALID_KEY` (also for a key that occurs twice), `INVALID_OPTION`, `INVALID_VALUE`,
	 * `ITEM_TOO_LARGE`, `TRANSACTION_TOO_LARGE`; `ITEM_EXISTS`, `ITEM_NOT_FOUND`, `CREATED_MISMATCH`, `VERSION_MISMATCH`,
	 * `CONDITION_FAILED` and `OBJECT_TO_VALUE`, each with the `key` and the stored `item` of an item that was refused. On
	 * DynamoDB also `CONTENTION`, and `UNKNOWN_OUTCOME` if the answer was lost. Whatever the code, the items are never
	 * written in part.
	 * @example
	 * await data.set([
	 *   { key: "orders:7", value: { user: "jane" }, exists: false },
	 *   { key: "users:jane", value: { orders: { $add: 1 } }, exists: true },
	 * ], { atomic: true, overwrite: false });
	 */
	set<V extends List>(
		items: ReplaceItems<V>,
		options: WithMeta<AtomicReplacement>,
	): Promise<{ items: UpdatedItemWithMeta<StoredOf<V>>[] }>;
	/** Replaces all items or none. */
	set<V extends List>(
		items: ReplaceItems<V>,
		options: AtomicReplacement,
	): Promise<{ items: UpdatedItem<StoredOf<V>>[] }>;
	/** Updates all items or none, and returns them with metadata. */
	set<V extends List>(
		items: UpdateItems<V>,
		options: WithMeta<AtomicUpdate>,
	): Promise<{ items: UpdatedItemWithMeta<StoredOf<V>>[] }>;
	/** Updates all items or none. */
	set<V extends List>(items: UpdateItems<V>, options: AtomicUpdate): Promise<{ items: UpdatedItem<StoredOf<V>>[] }>;
	/** Replaces all items of a type that you name, or none, and returns them with metadata. */
	set<T>(
		items: readonly ReplaceItem<T>[],
		options: WithMeta<AtomicReplacement>,
	): Promise<{ items: UpdatedItemWithMeta<T>[] }>;
	/** Replaces all items of a type that you name, or none. */
	set<T>(items: readonly ReplaceItem<T>[], options: AtomicReplacement): Promise<{ items: UpdatedItem<T>[] }>;
	/** Updates all items of a type that you name, or none, and returns them with metadata. */
	set<T>(
		items: readonly UpdateItem<T>[],
		options: WithMeta<AtomicUpdate>,
	): Promise<{ items: UpdatedItemWithMeta<T>[] }>;
	/** Updates all items of a type that you name, or parts of them, or none. */
	set<T>(items: readonly UpdateItem<T>[], options: AtomicUpdate): Promise<{ items: UpdatedItem<T>[] }>;

	/**
	 * Sets an item and returns its new value.
	 *
	 * - An object is merged into the stored object, root attribute by root attribute: `null` and `undefined` remove an
	 *   attribute, `{ $add: 1 }` adds to it, and so do {@link Append}, {@link Prepend}, {@link Union}, {@link Without} and
	 *   {@link Merge}, each in its way.
	 * - Any other value replaces the stored one, unless an object is stored (`OBJECT_TO_VALUE`).
	 * - Without a value, the `default` is stored if there is nothing yet.
	 *
	 * @throws {DataError} `INVALID_KEY`, `INVALID_OPTION`, `INVALID_VALUE`, `ITEM_TOO_LARGE` (over 400 KB),
	 * `ITEM_EXISTS`, `ITEM_NOT_FOUND`, `CREATED_MISMATCH`, `VERSION_MISMATCH`, `CONDITION_FAILED` and `OBJECT_TO_VALUE`,
	 * each with `key` and the stored `item`; `VALIDATION_EXCEPTION` (an operator on a value of another kind). On DynamoDB
	 * also `CONTENTION`, `UNKNOWN_OUTCOME` if the answer to the write was lost, and `UNREADABLE_ROW` (its message says
	 * whether the write was carried out).
	 * @example
	 * await data.set("users:1", { name: "Jane", visits: 1 }, { label1: "team:core", ttl: 3600 });
	 * await data.set("users:1", { visits: { $add: 1 }, name: null }); // { visits: 2 }
	 * await data.set("locks:report", "me", { exists: false }); // ITEM_EXISTS if somebody was faster
	 * await data.set("auctions:1", { bid: 120 }, { if: { bid: { $lt: 120 } } }); // CONDITION_FAILED for a higher bid
	 */
	set<V, D>(key: string, value: Settable<V, D>, options?: Bare<SetOptions<D>>): Promise<SetResult<V, D>>;
	/** Sets an item and returns it with its metadata. */
	set<V, D>(key: string, value: Settable<V, D>, options: Full<SetOptions<D>>): Promise<ItemWithMeta<SetResult<V, D>>>;
	/** Sets an item that must have a version, and returns it with its metadata and its new version. */
	set<V, D>(
		key: string,
		value: Settable<V, D>,
		options: Guarded<SetOptions<D>>,
	): Promise<ItemWithVersion<SetResult<V, D>>>;
	/** Sets an item and returns its value, or the item with its metadata if `meta` is `true` at run time. */
	set<V, D>(key: string, value: Settable<V, D>, options: Either<SetOptions<D>>): Promise<ValueOrItem<SetResult<V, D>>>;
	/**
	 * Sets an item of a type that you name, or a part of it, and returns the whole value. Pass `exists: true` with a part
	 * that lacks required attributes: otherwise it becomes the whole item where there is none.
	 *
	 * @throws {DataError} As without the type.
	 * @example
	 * const user = await data.set<User>("users:1", { visits: { $add: 1 } });
	 */
	set<T>(key: string, value: Part<T>, options?: Bare<SetOptions<DefaultFor<T>, T>>): Promise<T>;
	/** Sets an item of a type that you name, or a part of it, and returns it with its metadata. */
	set<T>(key: string, value: Part<T>, options: Full<SetOptions<DefaultFor<T>, T>>): Promise<ItemWithMeta<T>>;
	/** Sets an item of a type that you name, which must have a version. Returns it with its metadata and its new version. */
	set<T>(key: string, value: Part<T>, options: Guarded<SetOptions<DefaultFor<T>, T>>): Promise<ItemWithVersion<T>>;
	/** Sets an item of a type that you name, and returns it with its metadata if `meta` is `true` at run time. */
	set<T>(key: string, value: Part<T>, options: Either<SetOptions<DefaultFor<T>, T>>): Promise<ValueOrItem<T>>;

	/**
	 * Adds to the number under a key, atomically, and returns the sum. A missing number counts as 0. Sums are exact. An
	 * integer beyond `Number.MAX_SAFE_INTEGER` is returned as a bigint: if that can happen, write `add<number | bigint>`.
	 *
	 * @throws {DataError} `INVALID_KEY`; `INVALID_VALUE` if `delta` is not a number; `OBJECT_TO_VALUE` if an object is
	 * stored; `CONDITION_FAILED`; `VALIDATION_EXCEPTION` if another value is stored that is not a number, or if the sum has
	 * more than 38 digits. On DynamoDB also `CONTENTION`, `UNKNOWN_OUTCOME` if the answer to the write was lost, and `UNREADABLE_ROW`
	 * (its message says whether the addition was carried out: then do not repeat it).
	 * @example
	 * const visits = await data.add("visits", 1);
	 */
	add<T extends Addend = number>(key: string, delta: Addend, options?: Bare<AddOptions<Addend>>): Promise<T>;
	/** Adds to the number under a key and returns the item with its metadata. */
	add<T extends Addend = number>(
		key: string,
		delta: Addend,
		options: Full<AddOptions<Addend>>,
	): Promise<ItemWithMeta<T>>;
	/** Adds to the number of an item that must have a version, and returns it with its metadata and its new version. */
	add<T extends Addend = number>(
		key: string,
		delta: Addend,
		options: Guarded<AddOptions<Addend>>,
	): Promise<ItemWithVersion<T>>;
	/**
	 * Adds to the number under a key and returns the sum, or the item with its metadata if `meta` is `true` at run time.
	 */
	add<T extends Addend = number>(
		key: string,
		delta: Addend,
		options: Either<AddOptions<Addend>>,
	): Promise<ValueOrItem<T>>;
	/**
	 * Adds to a root attribute of an object, atomically, and returns the object. If another value is stored, an object
	 * replaces it.
	 *
	 * @throws {DataError} `INVALID_KEY`; `INVALID_VALUE` if `delta` is not a number; `CONDITION_FAILED`,
	 * `VALIDATION_EXCEPTION`, `CONTENTION`, `UNKNOWN_OUTCOME` and `UNREADABLE_ROW` as above.
	 * @example
	 * const user = await data.add<User>("users:1", "visits", 1);
	 */
	add<T = Attributes>(key: string, name: NumberName<T>, delta: Addend, options?: Bare<AddOptions<T>>): Promise<T>;
	/** Adds to a root attribute of an object and returns the item with its metadata. */
	add<T = Attributes>(
		key: string,
		name: NumberName<T>,
		delta: Addend,
		options: Full<AddOptions<T>>,
	): Promise<ItemWithMeta<T>>;
	/** Adds to a root attribute of an item that must have a version. Returns it with its metadata and its new version. */
	add<T = Attributes>(
		key: string,
		name: NumberName<T>,
		delta: Addend,
		options: Guarded<AddOptions<T>>,
	): Promise<ItemWithVersion<T>>;
	/** Adds to a root attribute and returns the object, or the item with its metadata if `meta` is `true` at run time. */
	add<T = Attributes>(
		key: string,
		name: NumberName<T>,
		delta: Addend,
		options: Either<AddOptions<T>>,
	): Promise<ValueOrItem<T>>;

	/**
	 * Removes one item if its conditions hold.
	 *
	 * @throws {DataError} As without conditions; `ITEM_EXISTS`, `ITEM_NOT_FOUND`, `VERSION_MISMATCH` and
	 * `CONDITION_FAILED`, each with `key` and the stored `item`; on DynamoDB also `CONTENTION`.
	 * @example
	 * await data.remove("carts:1", { if: { paid: true } });
	 */
	remove<T = Untyped>(key: string, options: RemoveOptions<T>): Promise<true>;
	/**
	 * Removes one item, or any number of items, by complete keys. Resolves to `true` when the items are gone, whether or not they
	 * existed, and to `false` if DynamoDB was too busy for some items of a batch, after all retries.
	 *
	 * @throws {DataError} `INVALID_KEY`, also for no keys or a key expression: use `removeAll`. On DynamoDB also
	 * `UNKNOWN_OUTCOME` if the answer was lost.
	 */
	remove(key: string | readonly string[]): Promise<boolean>;

	/**
	 * Removes the items that a key or a key expression selects, page by page, and resolves to their number. It reads all of
	 * them. Items that are set meanwhile may be removed or not. With a `filter` or a `label`, an item that changes meanwhile
	 * is removed only if it is still selected. Each item fires `deleted`.
	 *
	 * @throws {DataError} `INVALID_KEY` for an invalid expression; `INVALID_OPTION`, also for an unknown option, so that a
	 * typing error never removes more. On DynamoDB also `UNPROCESSED` and `CONTENTION`. If some items are removed already,
	 * any failure is `UNKNOWN_OUTCOME`: repeat the call to remove the rest.
	 * @example
	 * await data.removeAll<Session>("sessions:*", { filter: { seen: { $lt: "2026" } }, dryRun: true }); // { removed: 12 }
	 */
	removeAll<T = Untyped>(expression: string, options?: RemoveAllOptions<T>): Promise<Removed>;

	/**
	 * Runs a function whose reads and writes happen all together, or not at all, and resolves to what the function
	 * returns.
	 *
	 * The function runs without a lock. When it ends, its writes are carried out together, if no other program has changed
	 * an item that it read or wrote. Otherwise it runs again, 16 times at most. So it must do nothing outside of the
	 * transaction that may not be repeated. If it throws, nothing is written. A call on `data` inside of it is not a part
	 * of the transaction.
	 *
	 * A transaction reads and writes at most 100 items, and writes at most 4 MB. On DynamoDB it costs twice as much as the
	 * same calls; a transaction that writes one item and reads no other costs the same.
	 *
	 * @throws {DataError} What the function throws; the codes of its calls, with the `key` and the stored `item` of a
	 * refusal; `TRANSACTION_TOO_LARGE`; `CONTENTION` with the `key` of the item that others kept changing. On DynamoDB also `UNKNOWN_OUTCOME` if the
	 * answer was lost.
	 * @example
	 * await data.transaction(async (tx) => {
	 *   const from = await tx.get<Account>("accounts:a");
	 *   if (from === undefined || from.balance < 10) throw new Error("too little"); // nothing is written
	 *   tx.add("accounts:a", "balance", -10);
	 *   tx.add("accounts:b", "balance", 10);
	 * });
	 */
	transaction<R>(run: (tx: Transaction) => Promise<R> | R): Promise<R>;

	/**
	 * Makes a {@link Collection}: the items of a collection, with a schema for their values, and with labels and unique
	 * attributes that follow from them. It reads and writes nothing.
	 *
	 * @throws {ValidationError} `INVALID_OPTION` for a name with a colon or a dot, and for what cannot be used otherwise.
	 * @example
	 * const users = data.collection("users", {
	 *   schema: z.object({ id: z.string(), email: z.email(), team: z.string() }), // or any other Standard Schema
	 *   key: "id",
	 *   labels: { label1: "team-${team}:${id}" },
	 *   unique: ["email"],
	 * });
	 * const jane = await users.create({ id: "jane", email: "jane@example.com", team: "core" });
	 */
	collection<
		S extends StandardSchema,
		K extends KeyOption<SchemaValue<S>>,
		const L extends LabelOptionsOf<SchemaValue<S>> = NonNullable<unknown>,
		const U extends UniqueName<SchemaValue<S>> = never,
	>(
		name: string,
		options: CollectionOptions<S, K, L, U>,
	): Collection<SchemaValue<S>, SchemaInput<S>, KeyOf<SchemaValue<S>, K>, U>;

	/**
	 * Counts all items, or those with a label. It reads every one of them. {@link Data.count} counts those of an expression.
	 *
	 * @throws {DataError} `INVALID_OPTION`
	 */
	scan<T = Untyped>(options: ScanCountOptions<T>): Promise<{ count: number }>;
	/**
	 * Gets a page of all items, whatever their collection. Do not rely on their order.
	 *
	 * @throws {DataError} `INVALID_OPTION`
	 */
	scan<T = Untyped>(options?: Bare<ScanOptions<T>>): Promise<Page<Item<T>>>;
	/** Gets a page of all items, with metadata. */
	scan<T = Untyped>(options: Full<ScanOptions<T>>): Promise<Page<ItemWithMeta<T>>>;
	/** Gets a page of all items, with metadata and versions. */
	scan<T = Untyped>(options: Versioned<ScanOptions<T>>): Promise<Page<ItemWithVersion<T>>>;
	/** Gets a page of all items, with a part of each value: the root attributes that you name. */
	scan<T = Untyped, A extends RootAttribute<T> = never>(
		options: MetaOff<Scanned<T> & Cutting<T, A>>,
	): Promise<Page<Item<Cut<T, A>>>>;
	/** Gets a page of all items, with a part of each value and with metadata. */
	scan<T = Untyped, A extends RootAttribute<T> = never>(
		options: MetaOn<Scanned<T> & Cutting<T, A>>,
	): Promise<Page<ItemWithMeta<Cut<T, A>>>>;
	/** Gets a page of all items, with a part of each value, metadata and versions. */
	scan<T = Untyped, A extends RootAttribute<T> = never>(
		options: Versioned<Scanned<T> & Cutting<T, A>>,
	): Promise<Page<ItemWithVersion<Cut<T, A>>>>;
	/** Gets a page of all items, with a part of each value, and metadata if `meta` is `true` at run time. */
	scan<T = Untyped, A extends RootAttribute<T> = never>(
		options: Scanned<T> & Cutting<T, A>,
	): Promise<Page<AnyItem<Cut<T, A>>>>;
	/** Gets a page of all keys. */
	scan<T = Untyped>(options: MetaOff<Scanned<T> & KeysOnly>): Promise<Page<ItemKey>>;
	/** Gets a page of all keys, with the metadata of their items. */
	scan<T = Untyped>(options: MetaOn<Scanned<T> & KeysOnly>): Promise<Page<ItemKeyWithMeta>>;
	/** Gets a page of all keys, with the metadata and the versions of their items. */
	scan<T = Untyped>(options: Versioned<Scanned<T> & KeysOnly>): Promise<Page<ItemKeyWithVersion>>;
	/** Gets a page of all keys, with metadata if `meta` is `true` at run time. */
	scan<T = Untyped>(options: Scanned<T> & KeysOnly): Promise<Page<AnyItemKey>>;
	/** Gets a page of all items, with metadata if `meta` is `true` at run time. */
	scan<T = Untyped>(options: Either<ScanOptions<T>>): Promise<Page<AnyItem<T>>>;

	/**
	 * Sets any number of items, each of which replaces the stored one. If a key occurs more than once, the last item is
	 * stored. Pass an array, or the path of a JSON file that contains one. `overwrite` removes all stored items first.
	 * All items are checked before the first one is written, but they are not written as one transaction. A large array is
	 * read over several turns of the event loop: do not change it meanwhile. Resolves to the number of items stored.
	 *
	 * @throws {DataError} As a batch `set`; `INVALID_VALUE` for a file that cannot be read; `UNPROCESSED` if DynamoDB was
	 * too busy for some items.
	 */
	seed<V extends List>(
		items: SetItems<V> | string,
		overwrite?: boolean | { overwrite?: boolean | undefined },
	): Promise<{ items: number }>;

	/**
	 * Copies an embedded store, as it is at one moment, while programs write. The copy is whole or does not exist: it gets
	 * its name when it is complete and synced. Nothing is overwritten.
	 *
	 * @param target The path of a folder that is empty or missing, which `Data.open("file:FOLDER")` opens; or of a file whose
	 * name ends in `.mdb`, which `Data.open("file:X.mdb?readonly")` reads.
	 * @param options `compact` leaves out free pages, which takes longer. `onProgress` hears about ten times in a second how
	 * many bytes are written, and about how many there will be.
	 * @returns The size of the copy, and its number of items, expired ones included.
	 * @throws {DataError} `BACKUP_EXISTS` if the target exists, `BACKUP_FAILED`, `DISK_FULL`; `NO_BACKUP` on DynamoDB.
	 * @example
	 * await data.backup(`backups/${new Date().toISOString().slice(0, 10)}`);
	 */
	backup(target: string, options?: BackupOptions): Promise<{ bytes: number; items: number }>;

	/**
	 * Gives the free space in the file of an embedded store back to the system. Writes of this process wait meanwhile. A
	 * kill leaves the store whole. It needs as much free space on the disk as the store has items.
	 *
	 * @returns The size of the file before and after, in bytes.
	 * @throws {DataError} `STORE_IN_USE` if another process has the store open; `NO_COMPACTION` for `memory:` and on
	 * DynamoDB; `READ_ONLY`; `DISK_FULL`.
	 */
	compact(options?: { onProgress?: ((progress: CopyProgress) => void) | undefined }): Promise<{
		before: number;
		after: number;
	}>;

	/** Removes all items. Resolves to the number of items removed. */
	truncate(): Promise<{ total: number }>;

	/**
	 * Reads all items with their metadata, or those that the options select. Items that are set during the export may or
	 * may not be included. The iteration throws the errors.
	 *
	 * @example
	 * for await (const item of data.export()) console.log(item.key, item.value);
	 * await Data.open("file:./copy").import(data.export());
	 */
	export<T = Untyped>(options?: ExportOptions<T> & { raw?: false | undefined }): Export<ItemWithMeta<T>>;
	/** Reads items with their metadata and versions. */
	export<T = Untyped>(
		options: ExportOptions<T> & { raw?: false | undefined } & WithVersion,
	): Export<ItemWithVersion<T>>;
	/** Reads items as rows of the DynamoDB table. A whole store, or a share of it, includes its expired items. */
	export<T = Untyped>(options: ExportOptions<T> & { raw: true }): Export<Row>;
	/** Reads items, as rows if `raw` is `true` at run time. */
	export<T = Untyped>(options: ExportOptions<T> & { raw?: boolean | undefined }): Export<ItemWithMeta<T> | Row>;

	/**
	 * Says at once what the calls of this handle have asked of DynamoDB since it was opened: how many requests, and, if the URL
	 * has `capacity`, how many read and write units these cost. An embedded store asks nothing of anybody.
	 *
	 * @throws {DataError} `CLOSED`, `INVALID_OPTION` for any argument, and as opening the store.
	 * @example
	 * const data = Data.open("dynamodb://my-table?capacity");
	 * const before = data.usage();
	 * await data.get("users:*");
	 * const units = data.usage().readUnits! - before.readUnits!;
	 */
	usage(): Usage;

	/**
	 * Says what the store holds: items, bytes, labels, expiries, the largest collections and items, the groups of events, and
	 * what the file or the table says of itself. It reads all items, in pieces and outside of the event loop; on DynamoDB that
	 * costs as much as a `scan`. Writes that happen meanwhile may be counted or not.
	 *
	 * @throws {DataError} `INVALID_OPTION`, and as reading items.
	 */
	stat(options?: StatOptions & { items?: true | undefined }): Promise<StoreStat>;
	/** Says what the file or the table says of itself, at once. */
	stat(options: StatOptions & { items: false }): Promise<Pick<StoreStat, "file" | "table">>;
	/** Says what the store holds, unless `items` is `false` at run time. */
	stat(options: StatOptions): Promise<Pick<StoreStat, "file" | "table"> & Partial<StoreStat>>;

	/**
	 * Looks for what is wrong in the store, while it is used: items that cannot be read, indexes that do not match them, events,
	 * the pages of the file; on DynamoDB rows that cannot be read in full, and a table with another schema. It reads
	 * everything, in pieces and outside of the event loop.
	 *
	 * @throws {DataError} `INVALID_OPTION`, and as reading items.
	 * @example
	 * const { problems } = await data.check({ repair: true });
	 */
	check(options?: CheckOptions): Promise<Checked>;

	/**
	 * Writes items or rows as `export` yields them, with their dates and labels. Each replaces the stored item. Resolves
	 * to the number of items. Each item is checked before it is written; if one is refused, earlier ones may have been
	 * written.
	 *
	 * @throws {DataError} `INVALID_KEY`, `INVALID_VALUE`, `ITEM_TOO_LARGE`, `UNPROCESSED`
	 */
	import(items: Iterable<ImportItem | Row> | AsyncIterable<ImportItem | Row>): Promise<{ items: number }>;
	/**
	 * Writes those of the items whose condition `if` holds, so that a copy can be interrupted and repeated.
	 *
	 * @throws {DataError} As without options; also `INVALID_OPTION`
	 * @example
	 * await target.import(source.export({ raw: true }), { if: "newer" });
	 */
	import(
		items: Iterable<ImportItem | Row> | AsyncIterable<ImportItem | Row>,
		options: ImportOptions,
	): Promise<Imported>;

	/**
	 * Calls a handler for each change of an item: `created`, `updated`, `deleted`, or `*` for all three. `created:KEY`
	 * matches keys without a colon, `created:COLLECTION:KEY` items of collections. A `*` at the end of either part
	 * matches any continuation. Expiry fires `deleted`. You can name the type of the values, which is not checked.
	 *
	 * Every change is handled at least once. Changes of one collection are handled in order, those of different
	 * collections in parallel. Several handlers of one change run one after another, in the order of their registration.
	 * A handler that throws, rejects or exceeds its `timeout` runs again after 0.2 s at most, then after growing delays
	 * of up to 5 minutes; its collection waits meanwhile. After 24 hours the event is dropped and reported. A group does
	 * not see changes made before its first `on`.
	 *
	 * @throws {DataError} Immediately: `INVALID_EVENT_NAME`; `INVALID_OPTION` for a missing handler or an invalid
	 * `config`; `NO_THREADS`; the errors of opening the store.
	 * @example
	 * data.on<User>("updated:users:*", async ({ item, previous }) => {
	 *   console.log(item.key, previous.value.name, item.value.name);
	 * });
	 */
	on<T = Untyped>(names: NameOf<"created">, handler: Handler<CreatedEvent<T>>): Subscription;
	/** Calls a handler for each item that is updated. */
	on<T = Untyped>(names: NameOf<"updated">, handler: Handler<UpdatedEvent<T>>): Subscription;
	/** Calls a handler for each item that is removed or expires. */
	on<T = Untyped>(names: NameOf<"deleted">, handler: Handler<DeletedEvent<T>>): Subscription;
	/** Calls a handler for each change that matches one of the names. */
	on<T = Untyped, N extends EventName = EventName>(
		names: N | readonly N[],
		handler: Handler<DataEvent<T, KindOf<N>>>,
	): Subscription;
	/** Calls a handler for each item that is created, as configured by `config`. */
	on<T = Untyped>(names: NameOf<"created">, config: EventConfig<T>, handler: Handler<CreatedEvent<T>>): Subscription;
	/** Calls a handler for each item that is updated, as configured by `config`. */
	on<T = Untyped>(names: NameOf<"updated">, config: EventConfig<T>, handler: Handler<UpdatedEvent<T>>): Subscription;
	/** Calls a handler for each item that is removed or expires, as configured by `config`. */
	on<T = Untyped>(names: NameOf<"deleted">, config: EventConfig<T>, handler: Handler<DeletedEvent<T>>): Subscription;
	/** Calls a handler for each change that matches one of the names, as configured by `config`. */
	on<T = Untyped, N extends EventName = EventName>(
		names: N | readonly N[],
		config: EventConfig<T>,
		handler: Handler<DataEvent<T, KindOf<N>>>,
	): Subscription;

	/**
	 * Gives the selected items as they are, then each change, of all processes, as it comes: the new state of an item, or
	 * `{ key, deleted: true }`. Without an expression it gives everything. An item that changes several times before the
	 * loop asks for more is given once, as it is then, and never goes back to an earlier state. A watch has no group, keeps
	 * no position and acknowledges nothing: use `on` for work that must be done once for each change.
	 *
	 * The watch begins with the first `next`, and ends with `break`, `return()`, the `signal` or `close()`. While a call of
	 * `next` waits, the process stays alive.
	 *
	 * @throws {DataError} Immediately: `INVALID_KEY`, `INVALID_OPTION`. The iteration: `CHANGES_MISSED`, `NO_STREAM`, and the
	 * errors of reads.
	 * @example
	 * for await (const { key, value, deleted } of data.watch<User>("users:*", { signal })) {
	 *   if (deleted) users.delete(key);
	 *   else users.set(key, value);
	 * }
	 */
	watch<T = Untyped>(expression?: string, options?: MetaOff<WatchOptions<T>>): Watch<Item<T>>;
	/** Gives items with metadata, then their changes. */
	watch<T = Untyped>(expression: string | undefined, options: MetaOn<WatchOptions<T>>): Watch<ItemWithMeta<T>>;
	/** Gives items with metadata and versions, then their changes. */
	watch<T = Untyped>(expression: string | undefined, options: Versioned<WatchOptions<T>>): Watch<ItemWithVersion<T>>;
	/** Gives items, with metadata if `meta` is `true` at run time, then their changes. */
	watch<T = Untyped>(expression: string | undefined, options: WatchOptions<T>): Watch<AnyItem<T>>;

	/**
	 * Gives each change of the selected items, of all processes, from the first `next` on: what `on` gives its handlers, in
	 * the order in which the changes happened; on DynamoDB, those of one collection in their order. Without an expression it
	 * gives the changes of everything. It reads no items: what it gives are the images of the change, so it costs nothing more
	 * on DynamoDB than `watch` costs for the stream. It has no group, keeps nothing and acknowledges nothing. What changed
	 * before, or while nobody listened, is not given; `watch` begins with the items as they are.
	 *
	 * The images decide what is selected: an item that comes into the selection is `created`, one that leaves it is `deleted`,
	 * with its last state there.
	 *
	 * If more than 16 MB of changes wait for the loop, they are dropped, and it throws `CHANGES_MISSED`. It ends with `break`,
	 * `return()`, the `signal` or `close()`. While a call of `next` waits, the process stays alive. On DynamoDB, it hears from a
	 * moment after the first `next`.
	 *
	 * @throws {DataError} Immediately: `INVALID_KEY`, `INVALID_OPTION`. The iteration: `CHANGES_MISSED`, `NO_STREAM`, and
	 * `READ_ONLY` for a folder that is only read.
	 * @example
	 * for await (const { name, item, previous } of data.changes<User>("users:*", { signal })) {
	 *   console.log(name, item.key, previous?.value, item.value);
	 * }
	 */
	changes<T = Untyped>(
		expression?: string,
		options?: ChangesOptions<T> & { raw?: false | undefined; version?: false | undefined },
	): LiveChanges<DataEvent<T>>;
	/** Gives each change, with the versions of items. */
	changes<T = Untyped>(
		expression: string | undefined,
		options: ChangesOptions<T> & { raw?: false | undefined; version: true },
	): LiveChanges<ItemChange<ItemWithVersion<T>>>;
	/** Gives each change, with items as rows of the table. */
	changes<T = Untyped>(
		expression: string | undefined,
		options: ChangesOptions<T> & { raw: true },
	): LiveChanges<ItemChange<Row>>;
	/** Gives each change, with rows or versions if the options say so at run time. */
	changes<T = Untyped>(
		expression: string | undefined,
		options: ChangesOptions<T>,
	): LiveChanges<DataEvent<T> | ItemChange<ItemWithVersion<T>> | ItemChange<Row>>;

	/** Waits for events, runs a worker, and reports retries, dropped events and gaps. */
	readonly events: Events;

	/** The clock of a `memory:` store, which tests set and advance. */
	readonly clock: Clock;

	/**
	 * Creates the handler of an AWS Lambda function that receives the table's stream. It runs the handlers that `data.on`
	 * registered for the group. Call it and `on` while the module loads. The event source mapping needs
	 * `ReportBatchItemFailures` and a parallelization factor of 1.
	 *
	 * The Lambda handler rejects with `INVALID_RECORDS` for an invocation without records of new and old images, and with
	 * `NO_HANDLERS` if the group has no handlers.
	 *
	 * @throws {DataError} `INVALID_OPTION` for an invalid `group`.
	 * @example
	 * data.on("created:orders:*", async ({ item }) => { … });
	 * export const handler = data.streamHandler();
	 */
	streamHandler(config?: { group?: string | undefined }): StreamHandler;

	/**
	 * Releases the store after all requested calls and all running handlers have finished. Later calls reject with
	 * `CLOSED`. Do not await it in a handler: it waits for that handler until the handler's `timeout`.
	 */
	close(): Promise<void>;
}

/**
 * A schema of any library that follows the Standard Schema, version 1, such as zod, valibot and arktype: see
 * https://standardschema.dev.
 */
export interface StandardSchema<I = unknown, O = I> {
	/** What the standard asks for. */
	readonly "~standard": {
		/** The version of the standard. */
		readonly version: 1;
		/** The name of the library. */
		readonly vendor: string;
		/** Returns the value that a given value becomes, or what is wrong with it. */
		readonly validate: (value: unknown) => SchemaResult<O> | Promise<SchemaResult<O>>;
		/** Types only: what can be given, and what it becomes. */
		readonly types?: { readonly input: I; readonly output: O } | undefined;
	};
}
type SchemaResult<O> =
	| { readonly value: O; readonly issues?: undefined }
	| {
			readonly issues: readonly {
				readonly message: string;
				readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
			}[];
	  };
/** What a schema takes. */
export type SchemaInput<S extends StandardSchema> = NonNullable<S["~standard"]["types"]>["input"];
/** What is read back of the values that a schema returns. */
export type SchemaValue<S extends StandardSchema> = Kept<NonNullable<S["~standard"]["types"]>["output"]>;
/** What is read back of an object that is stored as it is: other than with `set`, `null` in an attribute stays. */
type Kept<V> = V extends unknown ? Named<V, { [N in keyof V]: StoredPart<V[N]> }> : never;

/** What a schema found wrong. */
export interface SchemaIssue {
	/** Words of the schema. They may show the value. */
	message: string;
	/** Where in the value, from its root. */
	path: PropertyKey[];
}

/** What a collection is. */
export interface CollectionOptions<S extends StandardSchema, K, L, U> {
	/**
	 * Checks each value before it is written, and may change it. It returns a plain object, and must accept what it has
	 * returned when it is read back, because `update` checks the whole value again.
	 */
	schema: S;
	/** The name of the attribute that is the key inside the collection, or a function that returns it. */
	key: K;
	/**
	 * The labels: templates with names of attributes, or functions. Where an attribute of a template is missing, `null` or
	 * empty, or a function returns `undefined`, the item does not have the label. An attribute before the first colon of a
	 * template must not contain a colon.
	 */
	labels?: L & CheckedTemplates<SchemaValue<S>, L>;
	/** The names of attributes whose values no two items share. An item may have none. */
	unique?: readonly U[];
}
type KeyOption<V> = NamesOf<V, string> | ((value: V) => string);
type KeyOf<V, K> = K extends (value: never) => infer R ? R : K extends keyof V ? Extract<V[K], string> : string;
type LabelOptionsOf<V> = { readonly [Label in Labels]?: string | ((value: V) => string | null | undefined) };
type UniqueName<V> = NamesOf<V, Scalar | Uint8Array>;
/** The names of the attributes whose values are of type `A`, if they are there. */
type NamesOf<V, A> = V extends unknown
	? Extract<{ [N in keyof V]-?: [V[N]] extends [A | null | undefined] ? N : never }[keyof V], string>
	: never;
type CheckedTemplates<V, L> = { readonly [Label in keyof L]: CheckedTemplate<L[Label], NamesOf<V, Scalar>, L[Label]> };
/** `Whole` if all names in the template are among `Names`, otherwise what is wrong. */
type CheckedTemplate<T, Names extends string, Whole> = T extends `${string}\${${infer Name}}${infer Rest}`
	? Name extends Names
		? CheckedTemplate<Rest, Names, Whole>
		: NoAttribute<Name>
	: Whole;
/** Shown in compiler errors: a template has a name that no attribute has, or one whose value is no text. */
interface NoAttribute<Name extends string> {
	"no attribute that can stand in a template has the name": Name;
}

/**
 * A key expression inside a collection: `*`, `a*`, `>a`, `>=a`, `<a`, `<=a` or `a|b`. TypeScript sees one that you build
 * at run time as a `string`: write `as CollectionRange`.
 */
export type CollectionRange = `${string}*` | `${">" | "<"}${string}` | `${string}|${string}`;

/** Attributes to replace. An attribute that is `undefined` is removed. */
export type Changes<I> = I extends unknown
	? { [N in keyof I]?: NonNullable<unknown> extends Pick<I, N> ? I[N] | undefined : I[N] }
	: never;

/** Options of `create`. An unknown option is refused, by all methods of a collection. */
export interface CreateOptions {
	/** When the item expires. Its unique values are free then. */
	ttl?: TtlInput | undefined;
}

/** Options of `update`. */
export interface ChangeOptions<T = Untyped> extends CreateOptions, Guards<T>, Partial<OnVersion> {}

/** Options of `put`. */
export interface PutOptions<T = Untyped> extends CreateOptions, Checks<T>, Pick<Overwriting, "created"> {}

/** Options of pages of a collection. Pages by label have a method of their own. */
type RangeOptions<V> = PageSettings<V> & ByKey;
type IteratedRange<V> = Iterated<V> & ByKey;
/** The attributes of a part of each value. */
interface Parts<A extends string> extends Pick<Cutting<unknown, A>, "keysOnly"> {
	/** Returns only these root attributes. */
	attributes: readonly A[];
}

/**
 * A collection whose values have a schema. `V` is what is read, `I` what the schema takes, `K` the type of keys, and `U` the
 * names of the unique attributes. Keys have no `users:` before them, in errors too. Its methods work without their object.
 *
 * Calls on `data` for the same keys bypass the schema, the labels and the unique values. What they leave behind, `reindex`
 * sets right. The markers of unique values are items of collections such as `users.email`, which belong to this collection.
 */
export interface Collection<V, I = V, K extends string = string, U extends string = never> {
	/** The name of the collection. */
	readonly name: string;

	/**
	 * Stores a new item, and resolves to its value.
	 *
	 * @throws {DataError} `SCHEMA` with the `issues`; `ITEM_EXISTS` with the `key` and the `item` that is there;
	 * `NOT_UNIQUE` with the `key` of the item that has the value, and the `attribute`; `INVALID_KEY`, `INVALID_VALUE`,
	 * `INVALID_OPTION`, `ITEM_TOO_LARGE`; those of a transaction.
	 */
	create(value: I, options?: CreateOptions): Promise<V>;

	/**
	 * Stores an item in place of what is there, with its expiry, and resolves to its value.
	 *
	 * @throws {DataError} As `create`, without `ITEM_EXISTS`; what the options ask for.
	 */
	put(value: I, options?: PutOptions<V>): Promise<V>;

	/**
	 * Reads an item, changes it, and writes it if nobody has changed it meanwhile: otherwise all of that begins anew, up to
	 * 16 times. Give attributes to replace, or a function, which may run as often and gets a value that it may change. The
	 * schema checks the whole value. Labels and unique values follow. The key cannot change.
	 *
	 * @throws {DataError} As `put`; `ITEM_NOT_FOUND`; `INVALID_KEY` for another key; `CONTENTION`; what the function throws.
	 * @example
	 * await users.update("jane", { team: "core", nickname: undefined });
	 * await users.update("jane", (user) => ({ ...user, visits: user.visits + 1 }));
	 */
	update(key: K, change: Changes<I> | ((value: V) => I | Promise<I>), options?: ChangeOptions<V>): Promise<V>;

	/** Gets a page of items, as `data.get` does: `users.get(">=k", { limit: 50 })`. */
	get(range: CollectionRange, options?: MetaOff<RangeOptions<V> & WholeItems>): Promise<Page<Item<V>>>;
	/** Gets a page of items with metadata. */
	get(range: CollectionRange, options: MetaOn<RangeOptions<V> & WholeItems>): Promise<Page<ItemWithMeta<V>>>;
	/** Gets a page of items with metadata and versions. */
	get(range: CollectionRange, options: Versioned<RangeOptions<V> & WholeItems>): Promise<Page<ItemWithVersion<V>>>;
	/** Gets a page with a part of each value, and with metadata if `meta` is `true`. */
	get<A extends RootAttribute<V>>(
		range: CollectionRange,
		options: RangeOptions<V> & Parts<A>,
	): Promise<Page<AnyItem<Cut<V, A>>>>;
	/** Gets a page of keys, with metadata if `meta` is `true`. */
	get(range: CollectionRange, options: RangeOptions<V> & KeysOnly): Promise<Page<AnyItemKey>>;
	/** Gets items by their keys, in that order. */
	get(keys: readonly K[], options?: MetaOff<GetManyOptions>): Promise<Items<Item<V>>>;
	/** Gets items by their keys, with metadata. */
	get(keys: readonly K[], options: MetaOn<GetManyOptions>): Promise<Items<ItemWithMeta<V>>>;
	/** Gets items by their keys, with metadata and versions. */
	get(keys: readonly K[], options: Versioned<GetManyOptions>): Promise<Items<ItemWithVersion<V>>>;
	/** Gets the value under a key, or `undefined`. */
	get(key: K, options?: MetaOff<OneOptions & WholeItems>): Promise<V | undefined>;
	/** Gets the item under a key with its metadata, or `undefined`. */
	get(key: K, options: MetaOn<OneOptions & WholeItems>): Promise<ItemWithMeta<V> | undefined>;
	/** Gets the item under a key with its metadata and its version, or `undefined`. */
	get(key: K, options: Versioned<OneOptions & WholeItems>): Promise<ItemWithVersion<V> | undefined>;
	/** Gets a part of the value under a key, or `undefined`. */
	get<A extends RootAttribute<V>>(key: K, options: MetaOff<OneOptions & Parts<A>>): Promise<Cut<V, A> | undefined>;

	/**
	 * Gets the value that has a unique value, or `undefined`. The read is consistent.
	 *
	 * @throws {DataError} `INVALID_OPTION` for an attribute that is not unique; `INVALID_VALUE` for what cannot be unique.
	 * @example
	 * const user = await users.getBy("email", "jane@example.com");
	 */
	getBy<N extends U>(attribute: N, value: UniqueValue<V, N>, options?: MetaOff<MetaOptions>): Promise<V | undefined>;
	/** Gets the item that has a unique value, with its metadata. */
	getBy<N extends U>(
		attribute: N,
		value: UniqueValue<V, N>,
		options: MetaOn<MetaOptions>,
	): Promise<ItemWithMeta<V> | undefined>;
	/** Gets the item that has a unique value, with its metadata and its version. */
	getBy<N extends U>(
		attribute: N,
		value: UniqueValue<V, N>,
		options: Versioned<MetaOptions>,
	): Promise<ItemWithVersion<V> | undefined>;

	/**
	 * Gets a page of the items with a label, in the order of the label. Items of other collections with such a label are
	 * left out, so a page may have less than `limit` items, even none, and a `lastKey`.
	 *
	 * @throws {DataError} As `data.getByLabel`.
	 */
	getByLabel(label: Labels, expression: string, options?: MetaOff<LabelOptions<V>>): Promise<Page<Item<V>>>;
	/** Gets a page of the items with a label, with metadata. */
	getByLabel(label: Labels, expression: string, options: MetaOn<LabelOptions<V>>): Promise<Page<ItemWithMeta<V>>>;
	/** Gets a page of the items with a label, with metadata and versions. */
	getByLabel(label: Labels, expression: string, options: Versioned<LabelOptions<V>>): Promise<Page<ItemWithVersion<V>>>;
	/** Gets a page with a part of each value, and with metadata if `meta` is `true`. */
	getByLabel<A extends RootAttribute<V>>(
		label: Labels,
		expression: string,
		options: PageSettings<V> & Parts<A>,
	): Promise<Page<AnyItem<Cut<V, A>>>>;
	/** Gets a page of keys, with metadata if `meta` is `true`. */
	getByLabel(label: Labels, expression: string, options: PageSettings<V> & KeysOnly): Promise<Page<AnyItemKey>>;

	/**
	 * Iterates over the items that an expression selects, without one over all, as `data.iterate` does.
	 *
	 * @example
	 * for await (const { key, value } of users.iterate(">=k")) console.log(key, value.email);
	 */
	iterate(range?: CollectionRange, options?: MetaOff<IteratedRange<V> & WholeItems>): Iteration<Item<V>>;
	/** Iterates over items with metadata. */
	iterate(
		range: CollectionRange | undefined,
		options: MetaOn<IteratedRange<V> & WholeItems>,
	): Iteration<ItemWithMeta<V>>;
	/** Iterates over items with metadata and versions. */
	iterate(
		range: CollectionRange | undefined,
		options: Versioned<IteratedRange<V> & WholeItems>,
	): Iteration<ItemWithVersion<V>>;
	/** Iterates over a part of each value, with metadata if `meta` is `true`. */
	iterate<A extends RootAttribute<V>>(
		range: CollectionRange | undefined,
		options: IteratedRange<V> & Parts<A>,
	): Iteration<AnyItem<Cut<V, A>>>;
	/** Iterates over keys, with metadata if `meta` is `true`. */
	iterate(range: CollectionRange | undefined, options: IteratedRange<V> & KeysOnly): Iteration<AnyItemKey>;

	/** Counts the items that an expression selects, without one all, as `data.count` does. */
	count(range?: CollectionRange, options?: Walk<V> & ByKey): Promise<number>;

	/**
	 * Removes an item, and frees its unique values. Resolves to `true` when it is gone, whether or not it existed.
	 *
	 * @throws {DataError} `INVALID_KEY`; what the options ask for; those of a transaction.
	 */
	remove(key: K, options?: RemoveOptions<V>): Promise<true>;

	/**
	 * Gives the items that are there the labels and unique values of the collection, and frees unique values that no item
	 * has. Call it when you have changed `labels` or `unique`, or after calls on `data`. Others may write meanwhile, and a run
	 * that was broken off is repeated from the start.
	 */
	reindex(): Promise<Reindexed>;
}
type UniqueValue<V, N> = V extends unknown ? (N extends keyof V ? NonNullable<V[N]> : never) : never;

/** What `reindex` did. */
export interface Reindexed {
	/** The items of the collection whose values are objects. */
	items: number;
	/** How many of them got other labels or unique values. */
	changed: number;
	/** How many unique values were freed that no item has. */
	freed: number;
	/** The items whose unique value belongs to another item. Absent if there are none. */
	conflicts?: UniqueConflict[];
	/** What cannot be set right, and why. Absent if there is nothing. */
	refused?: ReindexRefusal[];
}

/** An item that `reindex` cannot set right. */
export interface ReindexRefusal {
	/** The key of the item: inside the collection, or complete if it is in a collection of markers. */
	key: string;
	/**
	 * `INVALID_VALUE`, `INVALID_KEY` or `ITEM_TOO_LARGE`: the item cannot have its labels. `UNREADABLE_ROW`: another program
	 * has written it where the markers are.
	 */
	code: ErrorCode;
	/** What is wrong. For people. */
	message: string;
}

/** Two items with the same value of a unique attribute. */
export interface UniqueConflict {
	/** The key of the item that others do not find by it. */
	key: string;
	/** The name of the attribute. */
	attribute: string;
	/** The key of the item that has it. */
	owner: string;
}

/**
 * The store of the environment: the URL in `AMPT_DATA_URL` (embedded or DynamoDB), otherwise the first DynamoDB table
 * in the JSON array `AMPT_DATA_TABLES`, otherwise `file:./.ampt/data`. The first call reads the variables and opens the
 * store.
 */
export declare const data: Data;
export { data as default };

// The types below describe what can be stored, and what comes back.

/** The items of a batch whose values are `V`. */
type SetItems<V extends List> = readonly [...{ [K in keyof V]: SetItem<V[K]> }];
type UpdateItems<V extends List> = readonly [...{ [K in keyof V]: UpdateItemOf<V[K]> }];
type ReplaceItems<V extends List> = readonly [...{ [K in keyof V]: ReplaceItemOf<V[K], Value> }];

/** An object with unknown attributes. */
type Attributes = { [attribute: string]: Untyped };
type ValueOrItem<T> = T | ItemWithMeta<T>;
/** What `get` returns for a `string` of which TypeScript knows nothing. */
type ItemOrPage<One, I> = TypeSettings extends { stringKeys: "complete" } ? One | undefined : One | Page<I> | undefined;
type OneOrPage<T> = ValueOrItem<T> | Page<AnyItem<T>> | undefined;
type Addend = number | bigint;
/** The names of the root attributes of the objects in `T`, which the option `attributes` takes. */
export type RootAttribute<T> = [T] extends [infer U] ? RootAttributeOf<U> : never;
type RootAttributeOf<U> = U extends Single ? never : string extends keyof U ? string : Extract<keyof U, string>;
/** The names of the attributes of `T` that may be numbers, which `add` takes. */
export type NumberName<T> = [T] extends [infer U] ? Extract<NumberNameOf<U>, string> : never;
/** The names of the root attributes of `T`. */
type NameIn<T> = [T] extends [infer U] ? NameInOf<U> : never;
type NameInOf<U> = [Untyped] extends [U] ? string : U extends unknown ? Extract<keyof U, string> : never;
type NumberNameOf<U> = { [K in keyof U]-?: IsNumeric<U[K]> extends true ? K : never }[keyof U];
type IsNumeric<A> = unknown extends A ? true : [Extract<A, Addend>] extends [never] ? false : true;

type List = readonly unknown[];
type Scalar = string | number | boolean | bigint | null | undefined;
type Bytes = ArrayBufferView | ArrayBufferLike;
/** Types that are stored as a single value. Everything else is an object with root attributes. */
type Single = Scalar | Bytes | Date | ReadonlySet<unknown> | ReadonlyMap<unknown, unknown> | List;

/** Shown in compiler errors: this type cannot be stored. */
interface Unstorable {
	"can be stored only as a string, number, boolean, bytes, Date, array or plain object": never;
}
/** Shown in compiler errors: an operator is too deep, has other keys beside it, or takes something else. */
interface Misplaced {
	"an operator goes alone in a value, in a root attribute or inside '$merge': '$add' with a number, '$append' and '$prepend' with an array, '$union' and '$without' with a Set or an array, '$merge' with an object, but not as the whole value": never;
}
/** Shown in compiler errors: this key is an expression. */
interface NoRange {
	"a transaction reads complete keys only: read the page before it, and its items by their keys inside": never;
}
/** Shown in compiler errors: there is neither a value nor a default. */
interface Missing {
	"without a value there must be a 'default'": never;
}
type Alien = symbol | ((...args: never[]) => unknown) | RegExp | PromiseLike<unknown>;

/** `V` with every part below the root that cannot be stored replaced by the type that names the mistake. */
type Inner<V> = unknown extends V ? V : V extends Scalar | Bytes | Date ? V : InnerObject<V>;
type InnerObject<V> = V extends Alien
	? Unstorable
	: V extends Operated
		? Misplaced
		: V extends ReadonlyMap<infer K, infer E>
			? ReadonlyMap<K, Inner<E>>
			: V extends ReadonlySet<infer E>
				? InnerSet<V, E>
				: V extends readonly (infer E)[]
					? readonly Inner<E>[]
					: { [K in keyof V]: Inner<V[K]> };
type InnerSet<V, E> = [E] extends [string] | [Addend] | [ArrayBufferView] ? V : Unstorable;

/** The same for a whole value `V`. */
type Root<V> = unknown extends V ? V : V extends Single | Alien ? Inner<V> : RootObject<V>;
type RootObject<V> = V extends Operated
	? V extends { $merge: unknown }
		? Misplaced
		: Operation<V>
	: { [K in keyof V]: Attribute<V[K]> };
type Attribute<V> = V extends Operated ? Operation<V> : Inner<V>;
/** An object with an operator among its keys. */
type Operated =
	| { $add: unknown }
	| { $append: unknown }
	| { $prepend: unknown }
	| { $union: unknown }
	| { $without: unknown }
	| { $merge: unknown };
/** `V` if it is one operator and nothing else, otherwise what is wrong with it. */
type Operation<V> = keyof V extends "$add"
	? Add
	: keyof V extends "$append" | "$prepend"
		? OneKey<V, { [K in keyof V]: ListOperand<V[K]> }>
		: keyof V extends "$union" | "$without"
			? OneKey<V, { [K in keyof V]: SetOperand<V[K]> }>
			: keyof V extends "$merge"
				? { [K in keyof V]: MergeOperand<V[K]> }
				: Misplaced;
type OneKey<V, R> = { [K in keyof V]: keyof V extends K ? R : Misplaced }[keyof V];
type ListOperand<V> = V extends readonly (infer E)[] ? readonly Inner<E>[] : Misplaced;
type SetOperand<V> = V extends readonly (infer E)[] | ReadonlySet<infer E> ? InnerSet<V, E> : Misplaced;
type MergeOperand<V> = unknown extends V
	? V
	: V extends Single | Alien | Operated
		? Misplaced
		: { [K in keyof V]: Attribute<V[K]> };

/**
 * Whether `V` is `any`. When TypeScript decides which branch of a condition it can rule out, it treats an unresolved
 * type parameter as `any`. That is what allows functions that are generic in `T` to set a `T`.
 */
type IsAny<V> = [V] extends [0] ? ([V] extends [1] ? true : false) : false;
type IsOpen<V> = IsAny<V> extends true ? true : unknown extends V ? true : false;
type IsRefused<V> = IsOpen<V> extends true ? false : [V] extends [Root<V>] ? false : true;
type IsRefusedDefault<D> = IsOpen<D> extends true ? false : [D] extends [Inner<D>] ? false : true;
type IsAbsent<D> =
	IsAny<D> extends true ? false : unknown extends D ? true : [D] extends [null | undefined] ? true : false;
type IsMissing<V, D> = IsOpen<V> extends true ? false : undefined extends V ? IsAbsent<D> : false;

/**
 * The type of the argument for a value `V`: `Given`, if it can be stored. Without a default, `D` is `unknown` or
 * `undefined`.
 */
type Settable<V, D = null, Given = V> =
	IsRefused<V> extends true ? Root<V> : IsMissing<V, D> extends true ? NonNullable<V> | Missing : Given;
type CheckedDefault<D> = IsRefusedDefault<D> extends true ? { default: Inner<D> } : unknown;

/** A value that sets an item of type `T`, or a part of it. */
type Part<T> = Settable<T, undefined, T | PartialOf<T> | Patch<T> | null>;
/** `Partial<T>`, which a {@link Patch} takes, too, but which TypeScript does not see as one while `T` is a type parameter. */
type PartialOf<T> = IsSingle<T> extends true ? never : Partial<T>;
type IsSingle<T> = IsAny<T> extends true ? false : [T] extends [Single] ? true : false;
/**
 * A part of a value of type `T`, with the operators that fit each attribute, and `null` or `undefined` for an attribute to
 * remove. It is what `set` takes beside a whole `T`. Use it in functions that are generic in `T`.
 */
export type Patch<T> = T extends Single ? SingleEdit<T> : { [K in keyof T]?: AttributePatch<T[K]> };
type AttributePatch<A> = A | null | undefined | AttributeEdit<A>;
/** The operators that edit an attribute of type `A`. */
type AttributeEdit<A> = A extends Single ? SingleEdit<A> : A extends object ? Merge<Patch<A>> : never;
type SingleEdit<A> = A extends Addend
	? Add
	: A extends ReadonlySet<infer E>
		? Union<E> | Without<E>
		: A extends readonly (infer E)[]
			? Append<E> | Prepend<E>
			: never;
/** A default for an item of type `T`, at any depth. */
type DefaultFor<T> = [T] extends [infer U] ? Defaults<U> : never;
type Defaults<T> = T extends Single ? T : { [K in keyof T]?: Defaults<T[K]> };

/** `R`, displayed under the name of `V` if both are the same type. */
type Named<V, R> = [V] extends [R] ? ([R] extends [V] ? V : R) : R;

/** The type that a stored value `V` is read back as. */
export type Stored<V> = unknown extends V
	? V
	: V extends Operated
		? StoredOperation<V, null>
		: V extends Single
			? StoredPart<V>
			: Named<V, { [K in keyof V]: StoredAttribute<V[K]> }>;
type StoredAttribute<V> = V extends Operated
	? StoredOperation<V, undefined>
	: V extends null
		? null | undefined
		: StoredPart<V>;
/** What an operator leaves; `Nothing` is what a Set without elements is. */
type StoredOperation<V, Nothing> = V extends { $append: infer L } | { $prepend: infer L }
	? StoredElements<L>[]
	: V extends { $union: infer L }
		? StoredSet<L>
		: V extends { $without: infer L }
			? StoredSet<L> | Nothing
			: V extends { $merge: infer P }
				? { [K in keyof P]: StoredAttribute<P[K]> }
				: number;
type StoredElements<L> = L extends ReadonlySet<infer E> | readonly (infer E)[] ? StoredInner<E> : never;
type StoredSet<L> = Set<StoredElements<L>>;
/** Keeps type names only at the root and for root attributes: deeper, TypeScript would recurse forever. */
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

/**
 * The result of `set` for a value `V` and a default `D`. The `infer` keeps TypeScript from inferring them from the
 * expected type.
 */
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

/** The values that a batch `set` returns for the values `V`. An item with only a default may return anything. */
export type StoredOf<V extends List> = V[number] extends infer E
	? E extends null | undefined
		? Untyped
		: Stored<E>
	: never;

// The types below describe what can be asked of a stored value. They are interfaces where possible, and one for each
// kind of value, so that TypeScript makes few types: it looks at an attribute only where a match names it.

/** The match for a value of type `T`. Attributes are optional. */
type MatchOf<T> = [Untyped] extends [T] ? AnyMatch : Combined<T> & (Tests<Extract<T, Single>> | Members<T>);

/** What combines matches. */
interface Combined<T> {
	/** At least one of these matches. */
	$or?: readonly Match<T>[];
	/** All of these match. */
	$and?: readonly Match<T>[];
	/** This does not match. */
	$not?: Match<T>;
}

/** The attributes of the objects in `T`. */
type Members<T> = T extends Single ? never : string extends keyof T ? NamedMembers<T> : KnownMembers<T>;
type KnownMembers<T> = { [K in keyof T]?: Test<T[K]> };
/** The attributes of an object with an index signature, which would take a misspelled operator for an attribute. */
type NamedMembers<T> = { [K in keyof T as string extends K ? AttributeName : K]?: Test<T[K]> };
type AttributeName = `${Characters<"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:/#@ ">}${string}`;
type Characters<S, Found = never> = S extends `${infer C}${infer Rest}` ? Characters<Rest, Found | C> : Found;

/** What an attribute of type `A` can be compared with. A string may be a date, which is stored as one. */
type Test<A> = [Untyped] extends [A] ? AnyTest : TestOf<Given<Exclude<A, undefined>>>;
type TestOf<A> = Whole<A> | Tests<A> | Members<A>;
type Given<A> = string extends A ? A | Date : A;
/** A value that equals the attribute as a whole. Plain objects descend instead. */
type Whole<A> = A extends List ? Readonly<A> : A extends ReadonlySet<infer E> ? ReadonlySet<E> : Extract<A, Single>;

/** The operators for each kind of value in `A`. */
type Tests<A> = TestsOf<A, A>;
type TestsOf<A, All> = A extends string | Date
	? TextTest<All>
	: A extends Addend
		? OrderedTest<All, Addend>
		: A extends boolean | null
			? AnyKindTest<All>
			: A extends Bytes
				? BytesTest<All>
				: A extends ReadonlySet<infer E> | readonly (infer E)[]
					? ElementsTest<All, E>
					: SizedTest<All>;

/** The operators of every attribute. */
interface AnyKindTest<A> {
	/** Is equal to this as a whole. */
	$eq?: A;
	/** Is not equal to this as a whole, or is missing. */
	$ne?: A;
	/** Is equal to one of these. */
	$in?: readonly A[];
	/** `true`: is there. `false`: is missing. */
	$exists?: boolean;
	/** Is of this kind. */
	$type?: Kind;
	/** At least one of these matches. */
	$or?: readonly Test<A>[];
	/** All of these match. */
	$and?: readonly Test<A>[];
	/** This does not match, or the attribute is missing. */
	$not?: Test<A>;
}

/** The operators of what has an order. */
interface OrderedTest<A, O> extends AnyKindTest<A> {
	/** Is less than this. */
	$lt?: O;
	/** Is less than this or equal to it. */
	$lte?: O;
	/** Is greater than this. */
	$gt?: O;
	/** Is greater than this or equal to it. */
	$gte?: O;
	/** Is in this range, both ends included. */
	$between?: readonly [O, O];
}

/** The operators of strings. They compare as UTF-8 bytes. */
interface TextTest<A> extends OrderedTest<A, string | Date> {
	/** Begins with this. */
	$startsWith?: string;
	/** Has this part. */
	$contains?: string;
	/** Has this length, as in JavaScript. */
	$size?: Size;
}

/** The operators of bytes. */
interface BytesTest<A> extends OrderedTest<A, Bytes> {
	/** Begin with these. */
	$startsWith?: Bytes;
	/** Have these among them, one after another. */
	$contains?: Bytes;
	/** Has this many bytes. */
	$size?: Size;
}

/** The operators of objects. */
interface SizedTest<A> extends AnyKindTest<A> {
	/** Has this many attributes or elements. */
	$size?: Size;
}

/** The operators of arrays and Sets. */
interface ElementsTest<A, E> extends SizedTest<A> {
	/** Has an element that is equal to this. */
	$contains?: E;
}

/** A size, or what it is compared with. */
type Size =
	| number
	| Pick<OrderedTest<number, number>, "$eq" | "$ne" | "$in" | "$lt" | "$lte" | "$gt" | "$gte" | "$between">;
/** The kinds of values that `$type` knows. */
type Kind = "string" | "number" | "boolean" | "null" | "object" | "array" | "set" | "bytes";

/** What an attribute of an unknown type can be compared with. */
type AnyTest = Exclude<Single, undefined | ReadonlyMap<unknown, unknown>> | AnyOperators | AnyMembers;
type Something = NonNullable<unknown> | null;
interface AnyOperators extends OrderedTest<Something, string | Date | Addend | Bytes> {
	$between?: readonly [string | Date, string | Date] | readonly [Addend, Addend] | readonly [Bytes, Bytes];
	/** Begins with this. */
	$startsWith?: string | Bytes;
	/** Has this part of a string or of bytes, or an element of an array or a Set that is equal to this. */
	$contains?: Something;
	/** Has this length, or this many bytes, elements or attributes. */
	$size?: Size;
}
interface AnyMembers {
	[attribute: AttributeName]: AnyTest;
}
interface AnyMatch extends AnyOperators, AnyMembers {
	$or?: readonly AnyMatch[];
	$and?: readonly AnyMatch[];
	$not?: AnyMatch;
}
