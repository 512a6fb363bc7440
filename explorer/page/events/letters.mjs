// Dead letters as the page shows them: events that a handler gave up, which are ordinary items of a collection.

import { keyOf, LABELS, withKey, withParts } from "../values/rows.mjs";

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
	const labels = LABELS.filter((label) => fields[label]?.S).map((label) => [label, fields[label]]);
	return withParts(withKey({}, key.S), { M: { value, ...Object.fromEntries(labels), ...(ttl?.N && { ttl }) } });
}

/** Whether what is typed stands in what people see of a letter. */
export function isFound(letter, typed) {
	const wanted = typed.trim().toLowerCase();
	return [letter.itemKey, letter.error, letter.code ?? "", letter.group, letter.name, ...letter.names].some((text) =>
		text.toLowerCase().includes(wanted),
	);
}
