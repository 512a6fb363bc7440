// What reading costs on a table, as DynamoDB tells it. Requests of others that run at the same time count with it.

/** Counts what is spent from now on: what it returns gives `{ usage }`, or nothing for a store that costs nothing. */
export function spentOf({ data, place }) {
	if (place.kind !== "dynamodb") return () => ({});
	const before = data.usage();
	return () => ({ usage: differenceOf(data.usage(), before) });
}

const differenceOf = (after, before) =>
	Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]));
