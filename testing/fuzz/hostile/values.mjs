// Values that no program should pass. Each has a name, so that a printed case shows how to create its values.

import fc from "fast-check";

/** Thrown by hostile getters. A call may reject with it, as with any error of the application's own code. */
export class Thrown extends Error {}

/** Part of hostile values. No error message may show it. */
export const SECRET = "s3cr3t";

const fail = () => {
	throw new Thrown("a getter");
};
const getter = (name) => Object.defineProperty({ a: SECRET }, name, { get: fail, enumerable: true });
const cycle = () => {
	const value = { list: [] };
	value.list.push(value);
	return value;
};
const doubled = (leaf) => {
	let value = { leaf: leaf() };
	for (let level = 0; level < 30; level++) value = { a: value, b: value };
	return value;
};
const nested = (levels) => {
	let value = SECRET;
	for (let level = 0; level < levels; level++) value = [value];
	return value;
};
const sparse = (length) => {
	const list = [SECRET];
	list[length - 1] = SECRET;
	return list;
};
const transferred = () => {
	const bytes = new Uint8Array([1, 2]);
	structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
	return bytes;
};
const revoked = (target) => {
	const { proxy, revoke } = Proxy.revocable(target, {});
	revoke();
	return proxy;
};
/** A proxy that fails in one of its traps. */
const trapped = (trap, target = { a: SECRET }) => new Proxy(target, { [trap]: fail });
/** A list that claims to be longer than it is. */
const boastful = () => new Proxy([SECRET], { get: (list, name) => (name === "length" ? 2 ** 52 : list[name]) });
const endless = () =>
	new Proxy(
		{},
		{
			get: endless,
			ownKeys: () => ["a", "b"],
			getOwnPropertyDescriptor: () => ({ value: endless(), enumerable: true, configurable: true }),
		},
	);
const named = (name) => ({ constructor: { name }, length: 1e9, size: 1, x: SECRET });
class Instance {
	secret = SECRET;
	toJSON() {
		return fail();
	}
}

const PRIMITIVES = {
	...{
		undefined: () => undefined,
		null: () => null,
		true: () => true,
		NaN: () => Number.NaN,
		infinity: () => Infinity,
	},
	...{ symbol: () => Symbol(SECRET), function: () => fail, zero: () => -0, huge: () => 1e308, tiny: () => 5e-324 },
	...{ bigint: () => 10n ** 400n, manyDigits: () => 10n ** 200_000n + 1n, empty: () => "", space: () => " " },
	...{
		surrogate: () => "a\ud800",
		long: () => "long".repeat(100_000),
		digits: () => "7".repeat(900_000),
		nul: () => "\0B",
	},
	...{
		key: () => "n:1",
		list: () => "n:*",
		colons: () => ":::",
		between: () => "n:a|b",
		operators: () => "n:>*|<",
		url: () => "file:x",
	},
	...{
		cursor: () => "n:1|l:1",
		forged: () => "other:1",
		number: () => "1e999999999",
		label: () => "label1",
		date: () => "2026-13-99",
	},
};

const OBJECTS = {
	...{
		cycle,
		array: () => [],
		nested: () => nested(40),
		deep: () => nested(20_000),
		sparse: () => sparse(1e8),
		longest: () => sparse(2 ** 32 - 1),
	},
	...{
		doubled: () => doubled(() => 1),
		doubledSet: () => doubled(() => new Set(["a"])),
		doubledText: () => doubled(() => SECRET.repeat(1000)),
	},
	...{
		getter: () => getter("x"),
		thenGetter: () => getter("then"),
		toJSON: () => getter("toJSON"),
		constructorGetter: () => getter("constructor"),
	},
	...{
		key: () => getter("key"),
		value: () => getter("value"),
		overwrite: () => getter("overwrite"),
		meta: () => getter("meta"),
	},
	// biome-ignore lint/suspicious/noThenProperty: it is what is tried
	...{ thenable: () => ({ then: fail }), promise: () => Promise.resolve(SECRET) },
	...{
		arrayBuffer: () => named("ArrayBuffer"),
		set: () => named("Set"),
		map: () => named("Map"),
		date: () => named("Date"),
		mcLaren: () => named("McLaren"),
	},
	...{
		privateNumber: () => ({ "$serde_json::private::Number": "42" }),
		privateRaw: () => ({ "$serde_json::private::RawValue": "[" }),
	},
	...{
		proto: () => JSON.parse('{"__proto__":{"a":1}}'),
		nullProto: () => Object.assign(Object.create(null), { a: 1 }),
	},
	...{
		tag: () => ({ "\0B": 1 }),
		add: () => ({ $add: "x" }),
		addDeep: () => ({ a: [{ $add: 1 }] }),
		emptyName: () => ({ a: { "": 1 } }),
	},
	...{
		instance: () => new Instance(),
		url: () => new URL("http://x"),
		error: () => new Error(SECRET),
		regexp: () => /s3cr3t/,
	},
	...{
		invalidDate: () => new Date(Number.NaN),
		weakMap: () => new WeakMap(),
		emptySet: () => new Set(),
		mixedSet: () => new Set([1, SECRET]),
	},
	...{
		objectMap: () => new Map([[{}, 1]]),
		symbolMap: () => new Map([[Symbol("x"), 1]]),
		badMap: () => Object.assign(new Map([["a", 1]]), { [Symbol.iterator]: 1 }),
	},
	...{
		hugeSet: () => new Set([10n ** 100_000n]),
		transferred,
		view: () => new DataView(new ArrayBuffer(4)),
		shared: () => new SharedArrayBuffer(4),
	},
	...{
		revokedObject: () => revoked({}),
		revokedArray: () => revoked([]),
		boastful,
		endless,
		boxed: () => Object(Symbol("x")),
	},
	...{
		ownKeys: () => trapped("ownKeys"),
		get: () => trapped("get"),
		proto2: () => trapped("getPrototypeOf"),
		descriptor: () => trapped("getOwnPropertyDescriptor"),
	},
	...{ listGet: () => trapped("get", [1]), has: () => trapped("has"), functionProxy: () => trapped("apply", () => 1) },
	...{ manyNames: () => Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`n${index}`, index])) },
	...{ manyItems: () => Array.from({ length: 2000 }, (_, index) => ({ key: `n:${index}`, value: index })) },
};

const MAKERS = {
	...PRIMITIVES,
	...Object.fromEntries(Object.entries(OBJECTS).map(([name, make]) => [`${name}()`, make])),
};
/** Values that take as long as a hundred others. */
const HEAVY = [
	"long",
	"digits",
	"manyDigits",
	...["doubled", "doubledSet", "doubledText", "hugeSet", "deep", "manyNames", "manyItems"].map((name) => `${name}()`),
];
const light = Object.keys(MAKERS).filter((name) => !HEAVY.includes(name));
const leaf = fc.oneof({ weight: 50, arbitrary: fc.constantFrom(...light) }, fc.constantFrom(...HEAVY));

const OPTION_NAMES = [
	...[
		"overwrite",
		"exists",
		"meta",
		"default",
		"ttl",
		"created",
		"label",
		"label1",
		"label6",
		"limit",
		"start",
		"reverse",
		"removeNulls",
	],
	...[
		"idempotencyToken",
		"consistent",
		"segment",
		"totalSegments",
		"attributes",
		"count",
		"raw",
		"key",
		"value",
		"pk",
		"sk",
		"val",
		"_x",
	],
];
const ATTRIBUTES = ["constructor", "__proto__", "length", "then", "toJSON", "\0N", "$add", "S", "N", "BS", "M", "a"];

/** A description of a value: a name, or a structure of names. */
export const hostile = fc.letrec((tie) => ({
	value: fc.oneof(
		{ maxDepth: 3 },
		{ weight: 4, arbitrary: leaf },
		fc.array(tie("value"), { maxLength: 3 }),
		fc.dictionary(fc.constantFrom(...OPTION_NAMES), tie("value"), { maxKeys: 3 }),
		fc.dictionary(fc.constantFrom(...ATTRIBUTES), tie("value"), { maxKeys: 3 }),
	),
})).value;

/** Creates a new value from its description. */
export function make(description) {
	if (typeof description === "string") return MAKERS[description]();
	if (Array.isArray(description)) return description.map(make);
	return Object.fromEntries(Object.entries(description).map(([name, inner]) => [name, make(inner)]));
}
