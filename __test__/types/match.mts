// `Match`: what a condition or a filter can ask of a value, and what it cannot.

import type { Match, Value } from "ampt-data";
import type { NoAny, Same } from "./check.cjs";

type Anything = ReturnType<typeof JSON.parse>;
interface Order {
	status: "open" | "closed";
	total: number;
	exact: number | bigint;
	paid: boolean;
	note?: string | null;
	tags: string[];
	lines: readonly { sku: string; count: number }[];
	names: Set<string>;
	ids: Set<number | bigint>;
	seal: Uint8Array;
	address: { city: string; zip?: string; place?: { lat: number; lon: number } };
	at: string;
	rates: Record<string, number>;
	mixed: string | number | { unit: string };
	pair: [string, number];
	parent?: Order;
	anything: Anything;
	something: unknown;
	value: Value;
}
type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
type Event = { kind: "click"; x: number } | { kind: "key"; code: string };

declare const name: string;
declare const seal: Uint8Array;
declare const orders: Match<Order>[];

// Values, nested objects, operators.
({ status: "open", address: { city: "Oslo", place: { lat: 59 } }, total: { $gte: 100 } }) satisfies Match<Order>;
({
	total: { $gt: 1, $lte: 9, $ne: 5, $not: { $in: [6, 7] } },
	exact: { $between: [0, 2n ** 60n] },
}) satisfies Match<Order>;
({ status: { $in: ["open"], $gt: "a", $startsWith: "o", $contains: "e", $size: 4 } }) satisfies Match<Order>;
({ note: null, tags: { $contains: "new", $size: { $gt: 2, $lt: 5 } }, lines: { $size: 0 } }) satisfies Match<Order>;
({ note: { $exists: false }, paid: true, seal: { $startsWith: Uint8Array.of(1) } }) satisfies Match<Order>;
({ note: { $type: "string", $not: "none" }, mixed: { $or: [5, { $startsWith: "a" }] } }) satisfies Match<Order>;
({
	lines: { $contains: { sku: "a", count: 1 } },
	names: { $contains: "a" },
	ids: { $contains: 5n },
}) satisfies Match<Order>;
({ mixed: { unit: { $in: ["kg"] } }, pair: ["a", 1], tags: ["a", "b"], names: new Set(["a"]) }) satisfies Match<Order>;
({ address: { $eq: { city: "Oslo" } }, seal }) satisfies Match<Order>;
({ rates: { euro: { $gt: 1 }, [name]: 5 }, parent: { parent: { total: { $lt: 5 } } } }) satisfies Match<Order>;
({
	anything: { of: { any: { $gt: 5 } } },
	something: { $contains: "a" },
	value: { a: { b: 5 } },
}) satisfies Match<Order>;
({ at: { $lt: new Date() }, parent: { at: new Date() } }) satisfies Match<Order>;
({ at: { $between: ["2026", new Date()], $in: [new Date(), "2026"] } }) satisfies Match<Order>;
({}) satisfies Match<Order>;

// What combines matches.
({ $or: [{ status: "open" }, { total: { $gt: 5 }, paid: true }], $not: { paid: false } }) satisfies Match<Order>;
({ $and: [{ $or: [{ paid: true }] }, { $not: { $not: { note: null } } }], total: 5 }) satisfies Match<Order>;
({ $or: orders }) satisfies Match<Order>;

// Single values, unions, recursive types.
({ $lt: 5, $or: [{ $gt: 1 }, { $not: { $eq: 0 } }] }) satisfies Match<number>;
({ $startsWith: "a", $in: ["ab"] }) satisfies Match<string>;
({ $contains: 5, $size: { $in: [1, 2] } }) satisfies Match<number[]>;
({ $eq: true, $exists: true, $type: "boolean" }) satisfies Match<boolean>;
({ $gt: 5 }) satisfies Match<number | { count: number }>;
({ count: { $gt: 5 } }) satisfies Match<number | { count: number }>;
({ kind: "click", x: { $gt: 5 } }) satisfies Match<Event>;
({ $or: [{ kind: "click" }, { code: "Enter" }] }) satisfies Match<Event>;
({ any: { deep: [{ $eq: 1 }] }, list: { $contains: { a: 1 } } }) satisfies Match<Json>;

// Without a type of the value, any attributes.
({ status: "open", "a.b": 1, _a: 2, "0": 3, a: { b: { $gt: 5 } }, $or: [{ c: null }] }) satisfies Match;
({ $gt: 5, $not: { $in: [1, "a", null] } }) satisfies Match;
({ [name]: { $gt: "a" }, list: { $size: { $gt: 5 } }, seal: Uint8Array.of(1) }) satisfies Match<Anything>;
({ a: { $exists: true }, b: { c: { $contains: { d: [1] } } } }) satisfies Match<unknown>;
({ a: { $gt: 5 }, [name]: [1] }) satisfies Match<Record<string, unknown>>;
true satisfies Same<Match, Match<Anything>>;
true satisfies Same<Match, Match<unknown>>;
true satisfies NoAny<Match>;
true satisfies NoAny<Match<{ a: string; b?: { c: number[] } }>>;

// Functions that are generic in the value.
export const passed = <T,>(match: Match<T>): Match<T> => match;
true satisfies Same<ReturnType<typeof passed<Order>>, Match<Order>>;

// @ts-expect-error an order has no such attribute
({ state: "open" }) satisfies Match<Order>;
// @ts-expect-error an address has no such attribute
({ address: { street: "Main St" } }) satisfies Match<Order>;
// @ts-expect-error a place has no such attribute
({ address: { place: { height: 5 } } }) satisfies Match<Order>;
// @ts-expect-error no order has this status
({ status: "opne" }) satisfies Match<Order>;
// @ts-expect-error no order has this status, not among others
({ status: { $in: ["open", "opne"] } }) satisfies Match<Order>;
// @ts-expect-error a total is a number
({ total: "5" }) satisfies Match<Order>;
// @ts-expect-error a total is a number
({ total: { $gte: "5" } }) satisfies Match<Order>;
// @ts-expect-error a total is a number
({ total: { $in: ["5"] } }) satisfies Match<Order>;
// @ts-expect-error a total is a number, also under `$not`
({ total: { $not: { $eq: "5" } } }) satisfies Match<Order>;
// @ts-expect-error a total is a number, also inside `$or`
({ $or: [{ total: "5" }] }) satisfies Match<Order>;
// @ts-expect-error a total is a number, also in an order in an order
({ parent: { parent: { total: "5" } } }) satisfies Match<Order>;
// @ts-expect-error a range has two ends
({ total: { $between: [5] } }) satisfies Match<Order>;
// @ts-expect-error booleans have no order
({ paid: { $gt: false } }) satisfies Match<Order>;
// @ts-expect-error objects have no order
({ address: { $lt: { city: "Oslo" } } }) satisfies Match<Order>;
// @ts-expect-error arrays have no order
({ tags: { $gte: ["a"] } }) satisfies Match<Order>;
// @ts-expect-error numbers do not begin with anything
({ total: { $startsWith: "5" } }) satisfies Match<Order>;
// @ts-expect-error numbers contain nothing
({ total: { $contains: 5 } }) satisfies Match<Order>;
// @ts-expect-error numbers have no size
({ total: { $size: 5 } }) satisfies Match<Order>;
// @ts-expect-error tags are strings
({ tags: { $contains: 5 } }) satisfies Match<Order>;
// @ts-expect-error a line has such a count
({ lines: { $contains: { sku: "a", count: "1" } } }) satisfies Match<Order>;
// @ts-expect-error names are strings
({ names: { $contains: 5 } }) satisfies Match<Order>;
// @ts-expect-error a string contains strings
({ note: { $contains: 5 } }) satisfies Match<Order>;
// @ts-expect-error bytes begin with bytes
({ seal: { $startsWith: "a" } }) satisfies Match<Order>;
// @ts-expect-error a size is a number
({ tags: { $size: "5" } }) satisfies Match<Order>;
// @ts-expect-error a size always exists
({ tags: { $size: { $exists: true } } }) satisfies Match<Order>;
// @ts-expect-error there is no such kind
({ note: { $type: "text" } }) satisfies Match<Order>;
// @ts-expect-error it is a boolean
({ note: { $exists: "no" } }) satisfies Match<Order>;
// @ts-expect-error there is no such operator
({ total: { $gtt: 5 } }) satisfies Match<Order>;
// @ts-expect-error there is no such operator at the root
({ $nor: [] }) satisfies Match<Order>;
// @ts-expect-error it takes several
({ $or: { paid: true } }) satisfies Match<Order>;
// @ts-expect-error the root of an object has no operators
({ $exists: true }) satisfies Match<Order>;
// @ts-expect-error rates are numbers
({ rates: { euro: "5" } }) satisfies Match<Order>;
// @ts-expect-error there is no such operator, not for any attribute
({ rates: { $gtt: 5 } }) satisfies Match<Order>;
// @ts-expect-error a missing attribute is `{ $exists: false }`
({ note: undefined }) satisfies Match<Order>;
// @ts-expect-error a number is no match
5 satisfies Match<number>;
// @ts-expect-error a number is not compared with a string
({ $gt: "5" }) satisfies Match<number>;
// @ts-expect-error there is no such kind of event
({ kind: "clack" }) satisfies Match<Event>;
// @ts-expect-error there is no such operator in a recursive type
({ a: { b: { $gtt: 5 } } }) satisfies Match<Json>;

// @ts-expect-error there is no such operator, whatever the value
({ total: { $gtt: 5 } }) satisfies Match;
// @ts-expect-error there is no such operator at the root, whatever the value
({ total: 5, $nor: [] }) satisfies Match;
// @ts-expect-error there is no such operator, whatever the value and however deep
({ $or: [{ a: { b: { $regex: "x" } } }] }) satisfies Match<Anything>;
// @ts-expect-error there is no such operator in an unknown attribute
({ something: { $gtt: 5 } }) satisfies Match<Order>;
// @ts-expect-error a range has ends of one kind, whatever the value
({ a: { $between: [1, "a"] } }) satisfies Match;
// @ts-expect-error a status is no date
({ status: new Date() }) satisfies Match<Order>;
// @ts-expect-error a total is no date
({ total: { $lt: new Date() } }) satisfies Match<Order>;
// @ts-expect-error booleans have no order, whatever the value
({ a: { $gt: true } }) satisfies Match;
// @ts-expect-error it is a boolean, whatever the value
({ a: { $exists: 1 } }) satisfies Match<Record<string, unknown>>;
