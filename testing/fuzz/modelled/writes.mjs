// Modelled calls that write.

import fc from "fast-check";
import { Call, metadata, withoutMoments } from "./call.mjs";
import { PAST } from "./model.mjs";
import { predicate } from "./predicates.mjs";
import { attributes, delta, plainAttributes, single, wholeOperator } from "./values.mjs";

/** Few keys, so that calls affect each other. The simple key `n` is a row of the collection `n`. */
export const key = fc.constantFrom("n", "n:1", "n:2", "n:10", "n:ż", "n:🚀", "m:1", "s", "m:a:b");
const keys = fc.uniqueArray(key, { minLength: 1, maxLength: 5 });
const label = fc.constantFrom("l", "l:1", "l:2", "l:a b", "k", "k:>1", "k:a|b");
const labelEdit = fc.oneof(
	{ weight: 3, arbitrary: label },
	label.map((text) => [text]),
	fc.constantFrom(null, undefined),
);
const ttl = fc.constantFrom("2090-01-01", PAST, null);

const value = fc.oneof({ weight: 3, arbitrary: attributes }, single, wholeOperator, fc.constantFrom(null, undefined));
const fallback = fc.oneof(plainAttributes, single);

/** An object in which each member may be missing. */
const sometimes = (members) => fc.record(members, { requiredKeys: [] });
const settings = { label1: labelEdit, label2: labelEdit, ttl, removeNulls: fc.boolean() };
const setOptions = fc.oneof(
	{ weight: 3, arbitrary: fc.constant({}) },
	sometimes({
		...settings,
		overwrite: fc.boolean(),
		exists: fc.boolean(),
		if: predicate,
		default: fc.oneof({ weight: 9, arbitrary: fallback }, fc.constantFrom(null, undefined)),
		meta: fc.boolean(),
	}),
);

const show = (name, args) => `data.${name}(${args.map((arg) => fc.stringify(arg)).join(", ")})`;

/** A call that passes its arguments on unchanged, and shows them as text. */
const call = (name, args, rest) => new Call(show(name, args), { ask: (data) => data[name](...args), ...rest });

const set = fc.tuple(key, value, setOptions).map(([key, value, options]) =>
	call("set", [key, value, options], {
		expect: (model) => {
			const item = model.set(key, value, options);
			return options.meta ? metadata(item) : item.value;
		},
		see: options.meta ? withoutMoments : undefined,
	}),
);

const add = fc.tuple(key, fc.constantFrom(undefined, "a", "b", "c"), delta).map(([key, name, delta]) =>
	call("add", name === undefined ? [key, delta] : [key, name, delta], {
		expect: (model) => model.add(key, name, delta).value,
	}),
);

/** `remove` resolves to `true` whether or not the items existed. */
const remove = fc.oneof(key, keys).map((keys) =>
	call("remove", [keys], {
		expect: (model) => {
			for (const key of [keys].flat()) model.remove(key);
			return true;
		},
	}),
);

/** `remove` of one item, on a condition. */
const removeIf = fc
	.tuple(key, fc.record({ exists: fc.constant(true), if: predicate }, { requiredKeys: [] }))
	.map(([key, options]) =>
		call("remove", [key, options], {
			expect: (model) => {
				model.remove(key, options);
				return true;
			},
		}),
	);

const item = fc.record(
	{ key, value: fc.oneof(attributes, single), default: fallback, label1: labelEdit, ttl },
	{ requiredKeys: ["key", "value"] },
);
const items = fc.uniqueArray(item, { minLength: 1, maxLength: 4, selector: ({ key }) => key });

/** A batch refuses all its items or none. */
function setAll(model, items) {
	const options = ({ key, value, ...rest }) => ({ ...rest, overwrite: true });
	const undo = new model.constructor();
	for (const item of items) undo.set(item.key, item.value, options(item));
	return items.map((item) => model.set(item.key, item.value, options(item)));
}

const setMany = items.map((items) =>
	call("set", [items, { overwrite: true }], {
		expect: (model) => ({ items: setAll(model, items).map(({ key, value }) => ({ key, value })) }),
	}),
);
const seed = items.map((items) =>
	call("seed", [items], { expect: (model) => ({ items: setAll(model, items).length }) }),
);

const truncate = fc.constant(
	new Call("data.truncate()", {
		ask: (data) => data.truncate(),
		expect: (model) => {
			const total = model.rows;
			model.clear();
			return { total };
		},
	}),
);

/** Exports all items, removes them and imports them again, which must change nothing. */
const moved = fc.boolean().map(
	(raw) =>
		new Call(`everything is exported (raw: ${raw}) and imported`, {
			ask: async (data) => {
				const all = [];
				for await (const item of data.export({ raw })) all.push(item);
				await data.truncate();
				await data.import(all);
				return (await data.scan({ limit: 1000, meta: true })).items.map(withoutMoments).sort(byKey);
			},
			expect: (model) => {
				if (!raw) for (const item of model.expired()) model.remove(item.key);
				return model.live().map(metadata).sort(byKey);
			},
		}),
);

const byKey = (a, b) => (a.key < b.key ? -1 : 1);

export const writes = [set, set, set, set, add, add, remove, removeIf, setMany, seed, truncate, moved];
