// Dead letters as the page shows them: events that a handler gave up, which are ordinary items of a collection.

import { keyOf, LABELS, putKey } from "../../../formats/rows.mjs";

/**
 * The letter of a row: `{ key, name, itemKey, before?, after?, error, code?, attempts, group, names, failed, omitted }`, where
 * `before` and `after` are the item as rows. `undefined` if the item is no letter, as after a mistake in a correction.
 */
export function letterOf(row) {
	const { _name: name, _item: item, _error: error, _attempts: attempts, _handler: handler, _failed: failed } = row;
	if (!name?.S || !item?.M?.key?.S || !error?.M || !attempts?.N || !handler?.M) return undefined;
	const [current, previous] = [rowOf(item.M), row._previous?.M && rowOf(row._previous.M)];
	return {
		key: keyOf(row),
		name: name.S,
		itemKey: item.M.key.S,
		...(name.S === "deleted" ? { before: current } : { before: previous, after: current }),
		error: error.M.message?.S ?? "",
		code: error.M.code?.S,
		attempts: Number(attempts.N),
		group: row._group?.S ?? "",
		names: textsOf(handler.M.names),
		failed: failed?.S,
		omitted: textsOf(row._omitted),
	};
}

const textsOf = (list) => (list?.L ?? list?.SS?.map((S) => ({ S })) ?? []).map(({ S }) => S).filter(Boolean);

/** The row of an item as a letter has it. */
function rowOf({ key, value, ttl, ...fields }) {
	const row = {};
	putKey(row, "", key.S);
	if (value?.M) for (const [name, inner] of Object.entries(value.M)) row[`_${name}`] = inner;
	else if (value) row.val = value;
	LABELS.forEach((label, index) => {
		if (fields[label]?.S) putKey(row, index + 1, fields[label].S);
	});
	if (ttl?.N) row.ttl = ttl;
	return row;
}

/** Whether what is typed stands in what people see of a letter. */
export function isFound(letter, typed) {
	const wanted = typed.trim().toLowerCase();
	return [letter.itemKey, letter.error, letter.code ?? "", letter.group, letter.name, ...letter.names].some((text) =>
		text.toLowerCase().includes(wanted),
	);
}
