// The exported types: none of them contains `any`, and they have the right members.

import type {
	Add,
	AddOptions,
	AnyItem,
	AnyItemKey,
	Append,
	AtomicBatchOptions,
	AttributeValue,
	BatchOptions,
	ChangeOptions,
	Changes,
	Clock,
	Collection,
	CollectionName,
	CollectionOptions,
	CollectionRange,
	CollectionSize,
	Conditions,
	CountOptions,
	CreatedEvent,
	CreateOptions,
	Cursors,
	CursorsOptions,
	DataConfig,
	DataError,
	DataEvent,
	DeletedEvent,
	DroppedReport,
	ErrorCode,
	EventConfig,
	EventGroup,
	EventKind,
	EventName,
	Events,
	ForgottenGroup,
	GapReport,
	GetManyOptions,
	GetOptions,
	ImportItem,
	Item,
	ItemKey,
	ItemKeyWithMeta,
	ItemKeyWithVersion,
	Items,
	ItemsSet,
	ItemsUpdated,
	ItemWithMeta,
	ItemWithVersion,
	IterateOptions,
	Iteration,
	LabelExpressions,
	LabelInput,
	LabelInputs,
	Labels,
	Merge,
	Metadata,
	MetaOptions,
	NumberName,
	OnVersion,
	Page,
	Patch,
	Prepend,
	PutOptions,
	RangeKey,
	RefusedItem,
	Reindexed,
	RemoveAllOptions,
	Removed,
	RemoveOptions,
	ReplaceItem,
	RetryReport,
	RootAttribute,
	Row,
	ScanCountOptions,
	ScanOptions,
	SchemaInput,
	SchemaIssue,
	SchemaValue,
	SetItem,
	SetOptions,
	StandardSchema,
	Stored,
	StoredOf,
	StreamHandler,
	Subscription,
	Transaction,
	TransactionSetOptions,
	TtlInput,
	Union,
	UniqueConflict,
	Unreadable,
	UpdateBatchOptions,
	UpdatedEvent,
	UpdatedItem,
	UpdatedItemWithMeta,
	UpdateItem,
	ValidationError,
	Value,
	Without,
} from "ampt-data";
import type { NoAny, Same } from "./check.cjs";

true satisfies NoAny<Add>;
true satisfies NoAny<AddOptions>;
true satisfies NoAny<AnyItem>;
true satisfies NoAny<AnyItemKey>;
true satisfies NoAny<Append>;
true satisfies NoAny<AtomicBatchOptions>;
true satisfies NoAny<AttributeValue>;
true satisfies NoAny<BatchOptions>;
true satisfies NoAny<Changes<{ a: string }>>;
true satisfies NoAny<ChangeOptions>;
true satisfies NoAny<Clock>;
true satisfies NoAny<CollectionName>;
true satisfies NoAny<CollectionSize>;
true satisfies NoAny<Collection<{ a: string }, { a?: string }, string, "a">>;
true satisfies NoAny<CollectionOptions<StandardSchema<{ a: string }>, "a", { label1: "a" }, "a">>;
true satisfies NoAny<CollectionRange>;
true satisfies NoAny<CreateOptions>;
true satisfies NoAny<PutOptions>;
true satisfies NoAny<Reindexed>;
true satisfies NoAny<SchemaInput<StandardSchema<{ a: string }>>>;
true satisfies NoAny<SchemaIssue>;
true satisfies NoAny<SchemaValue<StandardSchema<{ a: string }>>>;
true satisfies NoAny<StandardSchema<{ a: string }>>;
true satisfies NoAny<UniqueConflict>;
true satisfies NoAny<Conditions>;
true satisfies NoAny<CountOptions>;
true satisfies NoAny<Cursors>;
true satisfies NoAny<CursorsOptions>;
true satisfies NoAny<CreatedEvent>;
true satisfies NoAny<DataConfig>;
true satisfies NoAny<DataError>;
true satisfies NoAny<DataEvent>;
true satisfies NoAny<DeletedEvent>;
true satisfies NoAny<DroppedReport>;
true satisfies NoAny<EventConfig>;
true satisfies NoAny<EventName>;
true satisfies NoAny<Events>;
true satisfies NoAny<GapReport>;
true satisfies NoAny<GetManyOptions>;
true satisfies NoAny<GetOptions>;
true satisfies NoAny<ImportItem>;
true satisfies NoAny<Item>;
true satisfies NoAny<ItemKey>;
true satisfies NoAny<ItemKeyWithMeta>;
true satisfies NoAny<ItemKeyWithVersion>;
true satisfies NoAny<Items>;
true satisfies NoAny<ItemsSet>;
true satisfies NoAny<ItemsUpdated>;
true satisfies NoAny<ItemWithMeta>;
true satisfies NoAny<ItemWithVersion>;
true satisfies NoAny<IterateOptions>;
true satisfies NoAny<Iteration>;
true satisfies NoAny<LabelExpressions>;
true satisfies NoAny<LabelInput>;
true satisfies NoAny<LabelInputs>;
true satisfies NoAny<Merge>;
true satisfies NoAny<Metadata>;
true satisfies NoAny<MetaOptions>;
true satisfies NoAny<OnVersion>;
true satisfies NoAny<Page>;
true satisfies NoAny<Prepend>;
true satisfies NoAny<RangeKey>;
true satisfies NoAny<RefusedItem>;
true satisfies NoAny<RemoveAllOptions>;
true satisfies NoAny<Removed>;
true satisfies NoAny<RemoveOptions>;
true satisfies NoAny<ReplaceItem>;
true satisfies NoAny<RetryReport>;
true satisfies NoAny<Row>;
true satisfies NoAny<ScanCountOptions>;
true satisfies NoAny<ScanOptions>;
true satisfies NoAny<SetItem>;
true satisfies NoAny<SetOptions>;
true satisfies NoAny<StreamHandler>;
true satisfies NoAny<Subscription>;
true satisfies NoAny<Transaction>;
true satisfies NoAny<TransactionSetOptions>;
true satisfies NoAny<TtlInput>;
true satisfies NoAny<Union>;
true satisfies NoAny<Unreadable>;
true satisfies NoAny<UpdateBatchOptions>;
true satisfies NoAny<UpdatedEvent>;
true satisfies NoAny<UpdatedItem>;
true satisfies NoAny<UpdatedItemWithMeta>;
true satisfies NoAny<UpdateItem>;
true satisfies NoAny<ValidationError>;
true satisfies NoAny<Value>;
true satisfies NoAny<Without>;
true satisfies NoAny<NumberName<{ n: number }>>;
true satisfies NoAny<Patch<{ n: number }>>;

true satisfies Same<keyof Item, "key" | "value">;
true satisfies Same<keyof Page, "items" | "lastKey" | "next" | "unreadable">;
true satisfies Same<keyof Items, "items" | "unreadable">;
true satisfies Same<keyof ItemsSet, "items" | "unprocessed">;
true satisfies Same<keyof ItemsUpdated, "items" | "refused" | "unprocessed">;
true satisfies Same<keyof RefusedItem, "key" | "code" | "message" | "hint" | "item">;
true satisfies Same<keyof UpdatedItem, keyof ItemWithVersion>;
true satisfies Same<keyof UpdatedItemWithMeta, keyof ItemWithVersion>;
true satisfies Same<keyof Removed, "removed" | "unreadable">;
true satisfies Same<
	NumberName<{ name: string; n: number; big?: bigint; either: string | number; any: unknown; at: Date }>,
	"n" | "big" | "either" | "any"
>;
true satisfies Same<
	DataError["name"],
	| "Error"
	| "ValidationError"
	| "ValidationException"
	| "AccessDeniedException"
	| "InternalServerError"
	| "ProvisionedThroughputExceededException"
	| "ResourceNotFoundException"
	| "UnrecognizedClientException"
>;
true satisfies Same<DataError["code"], ErrorCode>;
true satisfies Same<DataError["key"], string | undefined>;
true satisfies Same<DataError<string>["item"], ItemWithVersion<string> | undefined>;
true satisfies Same<Row["val"], AttributeValue | undefined>;
true satisfies Same<Row["kv"], { BOOL: boolean } | undefined>;
true satisfies Same<
	keyof GetOptions,
	"meta" | "limit" | "reverse" | "start" | "label" | "consistent" | "filter" | "labels" | "attributes" | "keysOnly"
>;
true satisfies Same<keyof IterateOptions, keyof GetOptions>;
true satisfies Same<keyof CountOptions, "filter" | "label" | "labels" | "consistent">;
true satisfies Same<keyof CursorsOptions, keyof CountOptions | "every">;
true satisfies Same<keyof LabelExpressions, Labels>;
true satisfies Same<keyof ItemKeyWithMeta, Exclude<keyof ItemWithMeta, "value">>;
true satisfies Same<keyof ItemKeyWithVersion, Exclude<keyof ItemWithVersion, "value">>;
true satisfies Same<keyof CollectionSize, "name" | "items">;
true satisfies Same<RootAttribute<{ name: string; age?: number } | string | { other: 1 }[]>, "name" | "age">;
true satisfies Same<RootAttribute<Value>, string>;
true satisfies Same<GetOptions["consistent"], boolean | undefined>;
true satisfies Same<keyof AddOptions, "meta" | "idempotencyToken" | "if">;
true satisfies Same<keyof RemoveOptions, "exists" | "version" | "if">;
true satisfies Same<SetItem["if"], undefined>;
true satisfies Same<AddOptions["idempotencyToken"], string | undefined>;
true satisfies Same<SetOptions["idempotencyToken"], string | undefined>;
true satisfies Same<SetItem["idempotencyToken"], undefined>;
true satisfies Same<keyof BatchOptions, "meta" | "overwrite" | "atomic" | "removeNulls">;
true satisfies Same<keyof UpdateBatchOptions, keyof BatchOptions>;
true satisfies Same<keyof AtomicBatchOptions, keyof BatchOptions>;
true satisfies Same<keyof GetManyOptions, "meta" | "atomic">;
true satisfies Same<keyof RemoveAllOptions, "filter" | "label" | "dryRun">;
true satisfies Same<UpdateItem["created"], undefined>;
true satisfies Same<ReplaceItem["created"], number | undefined>;
true satisfies Same<UpdateItem["version"], string | undefined>;
true satisfies Same<
	keyof ItemWithMeta,
	"key" | "value" | "created" | "modified" | "ttl" | "label1" | "label2" | "label3" | "label4" | "label5"
>;

true satisfies Same<keyof Transaction, "get" | "set" | "add" | "remove" | "import" | "check">;
true satisfies Same<EventKind, "created" | "updated" | "deleted">;
true satisfies Same<
	keyof EventConfig,
	"filter" | "changed" | "attempts" | "deadLetter" | "timeout" | "group" | "concurrency"
>;
true satisfies Same<keyof Events, "on" | "replay" | "idle" | "run" | "groups" | "forget">;
true satisfies Same<keyof EventGroup, "group" | "members" | "names" | "behind" | "oldest" | "behindMs" | "failing">;
true satisfies Same<keyof ForgottenGroup, "forgotten" | "events">;
true satisfies Same<keyof RetryReport, "group" | "event" | "attempts" | "error" | "delay">;
true satisfies Same<keyof DroppedReport, "group" | "event" | "attempts" | "deadLetter">;
true satisfies Same<keyof GapReport, "group" | "changes" | "reason">;
true satisfies Same<keyof Subscription, "remove">;
true satisfies Same<keyof DataEvent, "name" | "item" | "previous">;

// The types that values are read back as.
true satisfies Same<Stored<string>, string>;
true satisfies Same<Stored<{ a: { $add: 1 } }>, { a: number }>;
true satisfies Same<Stored<{ a: { $merge: { b: { $append: number[] } } } }>, { a: { b: number[] } }>;
true satisfies Same<StoredOf<[1n, Map<string, true>]>, number | bigint | { [attribute: string]: true }>;

// The exact columns of a row.
const row: Row = {
	pk: { S: "users" },
	sk: { S: "1" },
	ct: { N: "1688097108" },
	md: { N: "1688097108" },
	ttl: { N: "1788097108" },
	pk1: { S: "team" },
	sk1: { S: "0" },
	kv1: { BOOL: true },
	_blob: { B: "AAE=" },
	_nested: { M: { list: { L: [{ NULL: true }, { BOOL: false }, { SS: ["a"] }, { NS: ["1"] }, { BS: ["AA=="] }] } } },
};
// @ts-expect-error numbers are strings
const wrongNumber: AttributeValue = { N: 1 };
// @ts-expect-error an attribute begins with an underscore
const wrongColumn: Row = { ...row, name: { S: "Jane" } };
// @ts-expect-error there are five labels
const wrongLabel: Row = { ...row, pk6: { S: "a" } };

export { row, wrongColumn, wrongLabel, wrongNumber };
