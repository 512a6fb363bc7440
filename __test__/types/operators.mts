// Operators in values: where they can stand, what they take, and what comes back.

import { type Add, type Append, data, type Merge, type Prepend, type Union, type Value, type Without } from "ampt-data";
import type { Resolves, Same } from "./check.cjs";

interface User {
	name: string;
	age?: number;
	nick?: string | null;
	log: string[];
	readonly past: readonly { at: number }[];
	tags: Set<string>;
	scores?: Set<number | bigint>;
	address: { city: string; zip?: string; geo?: { lat: number; marks: Set<string> } };
	manager?: User;
	either: string | string[];
}
type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

declare const json: Json;
declare const list: readonly string[];
declare const edits: { n: Add; list: Append<string> };

// Without a type: the result is what the operators make.
const edited = data.set("k", {
	n: { $add: 1n },
	list: { $append: ["x"] },
	first: { $prepend: [{ at: new Date() }] },
	strings: { $union: ["a"] },
	numbers: { $union: new Set([1]) },
	bytes: { $without: [new Uint8Array()] },
	nested: { $merge: { city: "Oslo", zip: null, deep: { $merge: { n: { $add: 1 }, tags: { $union: ["x"] } } } } },
});
interface Edited {
	n: number;
	list: string[];
	first: { at: string }[];
	strings: Set<string>;
	numbers: Set<number>;
	bytes: Set<Uint8Array> | undefined;
	nested: { city: string; zip: null | undefined; deep: { n: number; tags: Set<string> } };
}
true satisfies Resolves<typeof edited, Edited>;
const appended = data.set("log", { $append: [1, "x"] });
const united = data.set("tags", { $union: list });
const left = data.set("tags", { $without: ["x"] });
const withMeta = data.set("k", { a: { $merge: { b: { $append: list } } } }, { meta: true });
const batch = data.set([{ key: "k", value: { a: { $append: [1] }, b: { $merge: { c: true } } } }]);
true satisfies Resolves<typeof appended, (string | number)[]>;
true satisfies Resolves<typeof united, Set<string>>;
true satisfies Resolves<typeof left, Set<string> | null>;
true satisfies Same<Awaited<typeof withMeta>["value"], { a: { b: string[] } }>;
true satisfies Same<Awaited<typeof batch>["items"][number]["value"], { a: number[]; b: { c: boolean } }>;
await data.set("k", edits);
await data.set("k", { a: { $append: [] }, b: { $union: [] }, c: { $merge: {} } });

// With a type: each attribute takes the operators of its kind.
const user = data.set<User>("users:1", {
	age: { $add: 1 },
	nick: null,
	log: { $append: ["x"] },
	past: { $prepend: [{ at: 1 }] },
	tags: { $union: ["x"] },
	scores: { $without: [1, 2n] },
	address: {
		$merge: { city: "Oslo", zip: null, geo: { $merge: { lat: { $add: 1 }, marks: { $union: new Set(["x"]) } } } },
	},
	manager: { $merge: { manager: { $merge: { log: { $append: ["x"] } } } } },
	either: { $append: ["x"] },
});
true satisfies Resolves<typeof user, User>;
const strings = data.set<string[]>("log", { $append: ["x"] });
const tags = data.set<Set<string>>("tags", { $without: new Set(["x"]) });
true satisfies Resolves<typeof strings, string[]>;
true satisfies Resolves<typeof tags, Set<string>>;
await data.set<Json>("k", { a: { $append: [json] }, b: { $merge: { c: 1 } } });
await data.set<Value>("k", { a: { $merge: { b: { $add: 1 } } } });
await data.set<{ [name: string]: number }>("k", { a: { $add: 1 } });
await data.set<{ days: Record<string, { n: number }> }>("k", {
	days: { $merge: { mon: { $merge: { n: { $add: 1 } } } } },
});
await data.set<{ days: Record<string, { n: number }> }>("k", { days: { $merge: { mon: null } } });

true satisfies Same<Append<string>["$append"], readonly string[]>;
true satisfies Same<Prepend["$prepend"], readonly Value[]>;
true satisfies Same<Union<string>["$union"], ReadonlySet<string> | readonly string[]>;
true satisfies Same<keyof Without, "$without">;
true satisfies Same<Merge<{ a: 1 }>["$merge"], { a: 1 }>;

// @ts-expect-error `$append` takes an array
data.set("k", { a: { $append: "x" } });
// @ts-expect-error `$append` takes an array, not a Set
data.set("k", { a: { $append: new Set(["x"]) } });
// @ts-expect-error `$append` takes values
data.set("k", { a: { $append: [Symbol("s")] } });
// @ts-expect-error elements hold no operators
data.set("k", { a: { $append: [{ $add: 1 }] } });
// @ts-expect-error a Set has one kind of element
data.set("k", { a: { $union: ["x", 1] } });
// @ts-expect-error a Set has strings, numbers or bytes
data.set("k", { a: { $without: [true] } });
// @ts-expect-error `$union` takes a Set or an array
data.set("k", { a: { $union: "x" } });
// @ts-expect-error `$merge` takes an object
data.set("k", { a: { $merge: 1 } });
// @ts-expect-error `$merge` takes an object with attributes
data.set("k", { a: { $merge: { $add: 1 } } });
// @ts-expect-error a plain object is merged anyway
data.set("k", { $merge: { a: 1 } });
// @ts-expect-error an operator is the only key
data.set("k", { a: { $append: [1], b: 2 } });
// @ts-expect-error two operators
data.set("k", { a: { $append: [1], $prepend: [2] } });
// @ts-expect-error deeper, only inside `$merge`
data.set("k", { a: { b: { $append: [1] } } });
// @ts-expect-error deeper, only inside `$merge`, also inside `$merge`
data.set("k", { a: { $merge: { b: { c: { $add: 1 } } } } });
// @ts-expect-error not in an array
data.set("k", { a: [{ $merge: { b: 1 } }] });
// @ts-expect-error a default holds no operator
data.set("k", { a: 1 }, { default: { b: { $append: [1] } } });

// @ts-expect-error nothing can be appended to a name
data.set<User>("k", { name: { $append: ["x"] } });
// @ts-expect-error a log has strings
data.set<User>("k", { log: { $append: [1] } });
// @ts-expect-error tags are strings
data.set<User>("k", { tags: { $union: [1] } });
// @ts-expect-error a log is no Set
data.set<User>("k", { log: { $union: ["x"] } });
// @ts-expect-error an address has no such attribute
data.set<User>("k", { address: { $merge: { town: "Oslo" } } });
// @ts-expect-error a city is a string
data.set<User>("k", { address: { $merge: { city: 1 } } });
// @ts-expect-error nothing can be added to a city
data.set<User>("k", { address: { $merge: { city: { $add: 1 } } } });
// @ts-expect-error without `$merge`, an address is whole
data.set<User>("k", { address: { zip: "1" } });
