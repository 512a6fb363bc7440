// Random queries. Each checks an answer of the store against the model.

import fc from "fast-check";
import { condition } from "../modelled/expressions.mjs";
import { split } from "../modelled/model.mjs";
import { predicate } from "../modelled/predicates.mjs";
import { canonical, name } from "../modelled/values.mjs";
import { key, plainLabel } from "./items.mjs";
import { collections, cut, fault, selected } from "./selection.mjs";

const integer = fc.integer({ min: 0, max: 3 });
/** Predicates that often hold, and any others. */
const filter = fc.oneof(
	integer.map((a) => ({ a })),
	fc.constantFrom("$gt", "$lte", "$ne").chain((operator) => integer.map((a) => ({ a: { [operator]: a } }))),
	fc.constantFrom({ b: "x" }, { b: { $startsWith: "2" } }, { c: { $contains: 1 } }, { $type: "object" }, {}),
	{ weight: 3, arbitrary: predicate },
);

/** An expression for keys: its text, and where it reads. */
const ofKeys = fc.tuple(fc.constantFrom("n", "n", "n!", "m", "ż", "none"), condition).map(([pk, [text, meets]]) => ({
	text: `${pk}:${text}`,
	reads: { pk, meets },
}));
/** The same for one key, which must be there as it is. */
const ofKey = key.map((text) => exact(text));
/** The same for labels, one label included. */
const ofLabels = fc.oneof(
	plainLabel.map((text) => exact(text)),
	fc.tuple(fc.constantFrom("l", "l", "k", "none"), condition).map(([pk, [text, meets]]) => ({
		text: `${pk}:${text}`,
		reads: { pk, meets },
	})),
);
const label = fc.constantFrom("label1", "label2", "label5");

function exact(text) {
	const [pk, sk] = split(text);
	return { text, reads: { pk, meets: (own) => own === sk } };
}

const byLabel = fc.tuple(label, ofLabels).map(([label, { text, reads }]) => ({ text, reads: { ...reads, label } }));
/** The option `labels`, and the labels that it asks for. */
const labels = fc
	.uniqueArray(byLabel, { minLength: 1, maxLength: 2, selector: ({ reads }) => reads.label })
	.map((all) => ({
		labels: Object.fromEntries(all.map(({ text, reads }) => [reads.label, text])),
		also: all.map(({ reads }) => reads),
	}));

/** The options that the reference does not have. */
const OURS = ["filter", "labels", "attributes", "keysOnly"];

/** Sometimes gives a member. */
const perhaps = (name, arbitrary) =>
	fc.oneof(
		fc.constant({}),
		arbitrary.map((value) => ({ [name]: value })),
	);
const selection = fc
	.tuple(perhaps("filter", filter), fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, labels))
	.map(merge);
const attributes = fc.uniqueArray(name, { minLength: 1, maxLength: 3 });
const shape = fc
	.tuple(
		fc.oneof(
			fc.constant({}),
			fc.constant({ keysOnly: true }),
			attributes.map((attributes) => ({ attributes })),
		),
		fc.constantFrom({}, { meta: true }, { version: true }),
	)
	.map(merge);
const reverse = fc.constantFrom({}, { reverse: true });
const consistent = fc.constantFrom({}, { consistent: true });

function merge(parts) {
	return Object.assign({}, ...parts);
}

/** What a query asks: where it reads, the options that the store gets, and the labels that these ask for. */
const asking = (where, ...options) =>
	fc.tuple(where, selection, shape, ...options).map(([where, ...parts]) => {
		const { also, ...options } = merge(parts);
		return { ...where, also, options };
	});

/** A query: what a failure shows, and a function that throws unless the answer is right. */
const query = (text, check) => ({ check, toString: () => text });
const show = (verb, ...args) => `data.${verb}(${args.map((arg) => fc.stringify(arg)).join(", ")})`;

/** Throws unless the items are those that the query selects. */
function compare(items, model, asked) {
	const wrong = fault(items, selected(model, asked), asked);
	if (wrong !== undefined) throw new Error(wrong);
}

/** Pages of the verb, read by `next` or by `start`. All but the last are full. */
const paged = (verb, asked, argumentsOf) =>
	fc.tuple(asked, fc.constantFrom(1, 2, 3, 100), fc.boolean()).map(([asked, limit, byStart]) => {
		const options = { ...asked.options, limit };
		const args = argumentsOf(asked);
		return query(`${byStart ? "by start: " : ""}${show(verb, ...args, options)}`, async (data, model) => {
			const items = [];
			for (let page = await data[verb](...args, options); ; ) {
				checkPage(page, limit);
				const isAgain = items.length > 0 && page.items[0]?.key === items.at(-1).key;
				if (isAgain && !mayComeAgain(model.get(page.items[0].key), asked, limit))
					throw new Error("an item comes again");
				items.push(...page.items.slice(isAgain ? 1 : 0));
				if (page.lastKey === undefined) break;
				page = byStart ? await data[verb](...args, { ...options, start: page.lastKey }) : await page.next();
			}
			compare(items, model, asked);
		});
	});

function checkPage({ items, lastKey, next }, limit) {
	if ((lastKey === undefined) !== (next === undefined)) throw new Error("a page has only one of lastKey and next");
	if (items.length > limit) throw new Error(`a page has ${items.length} items`);
	if (lastKey !== undefined && items.length < limit) throw new Error(`a page ends after ${items.length} items`);
}

/** Whether the page after an item may begin with it again: recorded behaviour, listed in docs/differences.md. */
function mayComeAgain(item, { reads: { label }, options }, limit) {
	if (OURS.some((name) => name in options)) return false;
	return label !== undefined && !options.reverse && limit > 1 && item.labels[label].includes("|");
}

const withLabel = (asked) => ({ ...asked, options: { ...asked.options, label: asked.reads.label } });

const list = paged("get", asking(ofKeys, reverse, consistent), ({ text }) => [text]);
const listByLabel = paged("get", asking(byLabel, reverse).map(withLabel), ({ text }) => [text]);
const getByLabel = paged("getByLabel", asking(byLabel, reverse), ({ text, reads }) => [reads.label, text]);
const scan = paged("scan", asking(fc.constant({ reads: {} })), () => []);
const scanByLabel = paged("scan", asking(label.map((label) => ({ reads: { label } }))).map(withLabel), () => []);

/** What `iterate` and `count` can read: everything, or the first of the labels; one key, some keys, some labels. */
const everything = asking(fc.constant({ reads: {} })).map((asked) =>
	asked.also === undefined ? asked : { ...asked, reads: asked.also[0] },
);
const walked = fc.oneof(
	everything,
	asking(fc.oneof(ofKey, ofKeys), reverse, consistent),
	asking(byLabel, reverse).map(withLabel),
);
const argumentsOf = ({ text, options }) => [text, options];

/** An iteration of all, of at most `limit` items, or of the first `taken`. */
const iterate = fc
	.tuple(walked, perhaps("limit", fc.constantFrom(1, 2, 3, 7, 1_000_000)), fc.option(fc.integer({ min: 1, max: 9 })))
	.map(([walked, limited, taken]) => {
		const asked = { ...walked, options: { ...walked.options, ...limited } };
		const first = taken === null ? "" : `the first ${taken} of `;
		return query(`${first}${show("iterate", ...argumentsOf(asked))}`, async (data, model) => {
			const items = [];
			for await (const item of data.iterate(...argumentsOf(asked))) {
				items.push(item);
				if (items.length === taken) break;
			}
			const limit = Math.min(asked.options.limit ?? Number.POSITIVE_INFINITY, taken ?? Number.POSITIVE_INFINITY);
			compare(items, model, { ...asked, options: { ...asked.options, limit } });
		});
	});

/** An iteration of pages, which ends after some and is continued from its `lastKey`. */
const iteratePages = fc.tuple(walked, fc.integer({ min: 1, max: 3 })).map(([asked, most]) =>
	query(`${most} pages and the rest of ${show("iterate", ...argumentsOf(asked))}`, async (data, model) => {
		const items = [];
		let start;
		let pages = 0;
		for await (const page of data.iterate(...argumentsOf(asked)).pages()) {
			items.push(...page.items);
			start = page.lastKey;
			if (++pages === most) break;
		}
		if (start !== undefined) {
			for await (const item of data.iterate(asked.text, { ...asked.options, start })) items.push(item);
		}
		compare(items, model, asked);
	}),
);

/** The options that only select. */
const selecting = ({ filter, labels, label, consistent }) =>
	Object.fromEntries(Object.entries({ filter, labels, label, consistent }).filter(([, value]) => value !== undefined));

const count = walked.map((asked) => {
	const options = selecting(asked.options);
	return query(show("count", asked.text, options), async (data, model) => {
		const [is, ought] = [await data.count(asked.text, options), selected(model, asked).length];
		if (is !== ought) throw new Error(`${is} instead of ${ought}`);
	});
});

/** Numbered pages. */
const cursors = fc.tuple(walked, fc.constantFrom(1, 2, 3, 7, 1000)).map(([walked, every]) => {
	const asked = { ...walked, options: selecting(walked.options) };
	const options = { ...asked.options, every };
	return query(`pages from each of ${show("cursors", asked.text, options)}`, async (data, model) => {
		const { items: counted, cursors } = await data.cursors(asked.text, options);
		const items = [];
		for (const [page, start] of [undefined, ...cursors].entries()) {
			if (items.length !== page * every) throw new Error(`page ${page} begins behind ${items.length} items`);
			for await (const item of data.iterate(asked.text, { ...asked.options, limit: every, start })) items.push(item);
		}
		if (counted !== items.length) throw new Error(`${counted} instead of ${items.length}`);
		compare(items, model, asked);
	});
});

/** An export of all, or of at most `limit` items. */
const exported = fc.tuple(walked, perhaps("limit", fc.constantFrom(1, 2, 3, 7, 1_000_000))).map(([walked, limited]) => {
	const { reverse } = walked.options;
	const options = { ...selecting(walked.options), ...(reverse && { reverse }), ...limited };
	const args = { ...options, ...(walked.text !== undefined && { expression: walked.text }) };
	return query(show("export", args), async (data, model) => {
		const items = [];
		for await (const item of data.export(args)) items.push(item);
		compare(items, model, { ...walked, options: { ...options, meta: true } });
	});
});

const listCollections = fc.constantFrom(undefined, { items: false }).map((options) =>
	query(show("collections", options), async (data, model) => {
		const listed = [];
		for await (const collection of data.collections(options)) listed.push(collection);
		const known = collections(model).map(({ name, items }) => (options === undefined ? { name, items } : { name }));
		const [is, ought] = [canonical(listed), canonical(known)];
		if (is !== ought) throw new Error(`${is} instead of ${ought}`);
	}),
);

const getPart = fc.tuple(key, attributes, consistent).map(([key, attributes, options]) =>
	query(show("get", key, { ...options, attributes }), async (data, model) => {
		const is = canonical({ value: await data.get(key, { ...options, attributes }) });
		const ought = canonical({ value: cut(model.get(key)?.value, attributes) });
		if (is !== ought) throw new Error(`${is} instead of ${ought}`);
	}),
);

export const queries = fc.oneof(
	...[list, list, listByLabel, getByLabel, getByLabel, scan, scanByLabel, getPart],
	...[iterate, iterate, iterate, iteratePages, count, count, count, cursors, cursors, exported, listCollections],
);
