// Events: their names, what handlers receive, reports, and AWS Lambda.

import {
	type CreatedEvent,
	Data,
	type DataEvent,
	type DeadLetter,
	type DeletedEvent,
	type DroppedReport,
	data,
	type EventConfig,
	type EventGroup,
	type EventName,
	type ForgottenGroup,
	type GapReport,
	type ItemWithMeta,
	type Replayed,
	type RetryReport,
	type StreamHandler,
	type Subscription,
	type Untyped,
	type UpdatedEvent,
} from "ampt-data";
import type { NoAny, Resolves, Same } from "./check.cjs";

interface User {
	name: string;
}

declare const collection: string;
declare const someName: EventName;
declare const someKind: "created" | "updated";
declare const anyText: string;
declare const config: EventConfig;

/** Checks the exact type of a handler's event. */
function gets<Expected>() {
	return <E,>(_event: E, _same: Same<E, Expected> & NoAny<E>) => {};
}

// The name determines the type of the events.
data.on("created", (event) => gets<CreatedEvent>()(event, true));
data.on("updated", (event) => gets<UpdatedEvent>()(event, true));
data.on("deleted", (event) => gets<DeletedEvent>()(event, true));
data.on("*", (event) => gets<DataEvent>()(event, true));
data.on("created:order_*", (event) => gets<CreatedEvent>()(event, true));
data.on(`updated:${collection}:*`, (event) => gets<UpdatedEvent>()(event, true));
data.on("deleted:order_*:item_*", (event) => gets<DeletedEvent>()(event, true));
data.on("*:global-item", (event) => gets<DataEvent>()(event, true));
data.on(["created", "created:a:b:c"], (event) => gets<CreatedEvent>()(event, true));
data.on(["created", "updated:a"], (event) => gets<CreatedEvent | UpdatedEvent>()(event, true));
data.on(["created", "*:a"], (event) => gets<DataEvent>()(event, true));
data.on(["updated", "deleted"] as const, (event) => gets<UpdatedEvent | DeletedEvent>()(event, true));
data.on(someKind, (event) => gets<CreatedEvent | UpdatedEvent>()(event, true));
data.on(someName, (event) => gets<DataEvent>()(event, true));
data.on([someName], (event) => gets<DataEvent>()(event, true));

// Values of a named type.
data.on<User>("created", (event) => gets<CreatedEvent<User>>()(event, true));
data.on<User>("updated:users:*", (event) => gets<UpdatedEvent<User>>()(event, true));
data.on<User>(["deleted"], (event) => gets<DeletedEvent<User>>()(event, true));
data.on<User>("*", (event) => gets<DataEvent<User>>()(event, true));
data.on<User>("updated", { timeout: 1000 }, (event) => gets<UpdatedEvent<User>>()(event, true));
data.on("updated", ({ item, previous }: DataEvent<User, "updated">) => item.value.name !== previous.value.name);

// With and without a config.
data.on("created", {}, (event) => gets<CreatedEvent>()(event, true));
data.on("updated:a:*", config, (event) => gets<UpdatedEvent>()(event, true));
data.on(["deleted"], { group: "mail" }, (event) => gets<DeletedEvent>()(event, true));
data.on(["created", "deleted"], { concurrency: 1 }, (event) => gets<CreatedEvent | DeletedEvent>()(event, true));
data.on("*", { timeout: undefined, group: undefined, concurrency: undefined, changed: undefined }, async () => {});

// Filters.
interface Order {
	status: "open" | "paid";
	total: number;
}
data.on("created", { filter: { total: { $gte: 100 } }, changed: ["any name"] }, (event) =>
	gets<CreatedEvent>()(event, true),
);
data.on<Order>("updated", { filter: { status: "paid" }, changed: ["status", "total"] as const }, (event) =>
	gets<UpdatedEvent<Order>>()(event, true),
);
data.on<Order | number>("*", { filter: { $gt: 5 }, changed: ["status"] }, () => {});
data.on<unknown>("*", { filter: { $gt: 5 }, changed: ["status"] }, () => {});
declare const names: string[];
data.on("*", { changed: names }, () => {});
// @ts-expect-error an order has no such status
data.on<Order>("updated", { filter: { status: "lost" } }, () => {});
// @ts-expect-error an order has no such attribute
data.on<Order>("updated", { changed: ["state"] }, () => {});
// @ts-expect-error a list of names
data.on("updated", { changed: "status" }, () => {});
// @ts-expect-error an explicit undefined would let every event pass
data.on("updated", { filter: undefined }, () => {});

// The members of an event.
data.on("updated", async (event) => {
	true satisfies Same<typeof event.previous, ItemWithMeta>;
	true satisfies Same<typeof event.item.value, Untyped>;
	true satisfies Same<typeof event.item.label1, string | undefined>;
	[event.item.created, event.item.modified, event.item.ttl] satisfies (Date | undefined)[];
	await data.remove(event.item.key);
});
data.on<User>("*", (event) => {
	if (event.name === "updated") true satisfies Same<typeof event.previous, ItemWithMeta<User>>;
	else true satisfies Same<typeof event.previous, undefined>;
	return event.previous?.value.name;
});

const subscription = data.on("created", () => {});
true satisfies Same<typeof subscription, Subscription>;
true satisfies Same<ReturnType<typeof subscription.remove>, void>;

// @ts-expect-error there is no such event
data.on("create", () => {});
// @ts-expect-error one of the names is not an event
data.on(["created", "removed"], () => {});
// @ts-expect-error a filter follows a colon
data.on("created*", () => {});
// @ts-expect-error a name known only at run time may be invalid
data.on(anyText, () => {});
// @ts-expect-error a handler is a function
data.on("created", "handler");
// @ts-expect-error a handler is required
data.on("created");
// @ts-expect-error the handler comes last
data.on("created", () => {}, { timeout: 1000 });
// @ts-expect-error a handler has one parameter
data.on("created", (_event, _context) => {});
// @ts-expect-error a created event has no previous item
data.on("created", (event) => event.previous.value);
// @ts-expect-error a deleted event has no previous item
data.on("deleted:a:*", (event) => event.previous.value);
// @ts-expect-error not every event has a previous item
data.on("*", (event) => event.previous.value);
// @ts-expect-error a created event is not an updated event
data.on("created", (event) => event.name === "updated");
// @ts-expect-error a user has no such attribute
data.on<User>("updated", (event) => event.item.value.age);
// @ts-expect-error a handler of updates cannot handle all events
data.on("*", (_event: UpdatedEvent) => {});
// @ts-expect-error a timeout is a number
data.on("created", { timeout: "1s" }, () => {});
// @ts-expect-error there is no such option
data.on("created", { retries: 3 }, () => {});

// Dead letters.
data.on("created:orders:*", { attempts: 3, deadLetter: "failed-orders" }, () => {});
// @ts-expect-error a number of attempts
data.on("created", { attempts: "3" }, () => {});
const replay = data.events.replay("failed-orders:*");
true satisfies Resolves<typeof replay, Replayed>;
// @ts-expect-error an expression is text
data.events.replay(["failed-orders:1"]);
const letter = await data.get<DeadLetter<User>>("failed-orders:1");
true satisfies Same<NonNullable<typeof letter>["item"]["value"], User>;
true satisfies Same<NonNullable<typeof letter>["item"]["created"], number>;

// Reports.
const retries = data.events.on("retry", (report) => gets<RetryReport>()(report, true));
const drops = data.events.on<User>("dropped", (report) => gets<DroppedReport<User>>()(report, true));
const gaps = data.events.on("gap", (report) => gets<GapReport>()(report, true));
true satisfies Same<typeof retries, Subscription>;
true satisfies Same<typeof drops, Subscription>;
true satisfies Same<typeof gaps, Subscription>;
data.events.on("retry", ({ group, attempts, error, delay, event }) => {
	[group, error] satisfies string[];
	[attempts, delay] satisfies number[];
	event satisfies DataEvent;
});
// @ts-expect-error there is no such report
data.events.on("failed", () => {});
// @ts-expect-error a listener is a function
data.events.on("retry", {});
// @ts-expect-error a gap has no event
data.events.on("gap", (report) => report.event);

const idle = data.events.idle();
const run = data.events.run();
true satisfies Resolves<typeof idle, void>;
true satisfies Resolves<typeof run, void>;
const groups = data.events.groups();
const forgotten = data.events.forget("mails");
true satisfies Resolves<typeof groups, EventGroup[]>;
true satisfies Resolves<typeof forgotten, ForgottenGroup>;
// @ts-expect-error a group is a string
data.events.forget(5);
// @ts-expect-error `events` is read-only
data.events = Data.open("memory:").events;

// AWS Lambda. These are reduced versions of its types.
interface LambdaEvent {
	Records: { awsRegion?: string | undefined; dynamodb?: { SequenceNumber?: string | undefined } | undefined }[];
}
type LambdaHandler = (
	event: LambdaEvent,
	context: { awsRequestId: string },
	callback: (error?: Error | string | null, result?: object) => void,
) => undefined | Promise<{ batchItemFailures: { itemIdentifier: string }[] } | undefined>;
const handler = data.streamHandler();
const handlerOfGroup = data.streamHandler({ group: "mail" });
true satisfies Same<typeof handler, StreamHandler>;
handler satisfies LambdaHandler;
handlerOfGroup satisfies LambdaHandler;
// @ts-expect-error a group is a string
data.streamHandler({ group: 5 });
// @ts-expect-error there is no such option
data.streamHandler({ timeout: 5 });
// @ts-expect-error an invocation requires records
handler({});
