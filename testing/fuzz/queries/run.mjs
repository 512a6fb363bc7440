// Cases of queries. Each fills an empty store with random items and asks it many things.

import fc from "fast-check";
import { Model } from "../modelled/model.mjs";
import { items } from "./items.mjs";
import { queries } from "./queries.mjs";

const MAX_QUERIES = 60;

export function property({ data }, count) {
	const asked = fc.array(queries, { minLength: 1, maxLength: MAX_QUERIES, size: "max" });
	return fc.asyncProperty(items, asked, async (items, asked) => {
		await data.truncate();
		if (items.length > 0) await data.seed(items);
		const model = new Model();
		for (const { key, value, ...options } of items) model.set(key, value, { ...options, overwrite: true });
		for (const query of asked) {
			count();
			try {
				await query.check(data, model);
			} catch (error) {
				throw new Error(`${query}\n ${error.code ?? "wrong"}: ${error.message}`, { cause: error });
			}
		}
	});
}
