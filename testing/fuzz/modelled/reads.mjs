// Modelled calls that read.

import fc from "fast-check";
import { Call, metadata, withoutMoments } from "./call.mjs";
import { condition } from "./expressions.mjs";
import { key } from "./writes.mjs";

const get = fc.tuple(key, fc.boolean()).map(
	([key, meta]) =>
		new Call(`data.get("${key}", ${meta})`, {
			ask: (data) => data.get(key, meta),
			expect: (model) => {
				const item = model.get(key);
				return item === undefined ? undefined : meta ? metadata(item) : item.value;
			},
			see: (answer) => (meta && answer !== undefined ? withoutMoments(answer) : answer),
		}),
);

const getMany = fc.array(key, { minLength: 1, maxLength: 6 }).map(
	(keys) =>
		new Call(`data.get(${JSON.stringify(keys)}, true)`, {
			ask: (data) => data.get(keys, true),
			expect: (model) =>
				[...new Set(keys)]
					.map((key) => model.get(key))
					.filter(Boolean)
					.map(metadata),
			see: ({ items }) => items.map(withoutMoments),
		}),
);

/**
 * Reads all pages and checks that all except the last are full. After an item that `repeats`, the next page begins with
 * it again.
 */
async function pages(first, limit, repeats = () => false) {
	const items = [];
	for (let page = await first; ; page = await page.next()) {
		const again = items.length > 0 && repeats(items.at(-1));
		if (again && page.items[0]?.key !== items.at(-1).key) throw new Error("a page does not begin as recorded");
		items.push(...page.items.slice(again ? 1 : 0).map(withoutMoments));
		if ((page.lastKey === undefined) !== (page.next === undefined))
			throw new Error("a page has only one of lastKey and next");
		if (page.items.length > limit)
			throw new Error(`a page has ${page.items.length} items, above the limit of ${limit}`);
		if (page.lastKey === undefined) return items;
		if (page.items.length < limit)
			throw new Error(`a page before the last has ${page.items.length} items, below the limit of ${limit}`);
	}
}

const limit = fc.constantFrom(1, 2, 3, 100);

const list = fc.tuple(fc.constantFrom("n", "m", "none"), condition, limit, fc.boolean()).map(
	([collection, [text, meets], limit, reverse]) =>
		new Call(`all pages of data.get("${collection}:${text}", { limit: ${limit}, reverse: ${reverse}, meta: true })`, {
			ask: (data) => pages(data.get(`${collection}:${text}`, { limit, reverse, meta: true }), limit),
			expect: (model) => {
				const items = model.list(collection, meets).map(metadata);
				return reverse ? items.reverse() : items;
			},
		}),
);

const byLabel = fc
	.tuple(fc.constantFrom("label1", "label2"), fc.constantFrom("l", "k", "none"), condition, limit, fc.boolean())
	.map(
		([name, collection, [text, meets], limit, reverse]) =>
			new Call(
				`all pages of data.getByLabel("${name}", "${collection}:${text}", { limit: ${limit}, reverse: ${reverse}, meta: true })`,
				{
					ask: (data) =>
						pages(
							data.getByLabel(name, `${collection}:${text}`, { limit, reverse, meta: true }),
							limit,
							(item) =>
								// Recorded behaviour, listed in docs/differences.md.
								!reverse && limit > 1 && item[name].slice(item[name].indexOf(":")).includes("|"),
						),
					expect: (model) => {
						const items = model.labelled(name, collection, meets).map(metadata);
						return groups(reverse ? items.reverse() : items, name);
					},
					see: (items) => groups(items, name),
				},
			),
	);

/** Sorts items by key, because those with the same label have no fixed order. */
function groups(items, name) {
	const found = [];
	for (const item of items) {
		if (found.at(-1)?.[0][name] === item[name]) found.at(-1).push(item);
		else found.push([item]);
	}
	return found.map((group) => group.sort((a, b) => (a.key < b.key ? -1 : 1)));
}

const count = fc.constant(
	new Call("data.scan({ count: true })", {
		ask: (data) => data.scan({ count: true }),
		expect: (model) => ({ count: model.live().length }),
	}),
);

export const reads = [get, get, getMany, list, list, byLabel, byLabel, count];
