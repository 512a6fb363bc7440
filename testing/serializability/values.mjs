// What the values of a history's keys say about their writes: `plan.mjs` describes them.

/** The value that the first write of a register stores. */
export const register = (id) => ({ list: [id] });

/** What a read of a key says, as an operation of a history. */
export function readOf(plan, key, value) {
	const { isTally, seed, removal } = plan.keys.get(key);
	if (isTally) return { count: key, ids: { ...value } };
	if (value === undefined) return { read: key, lineage: removal === undefined ? [] : [removal] };
	const { list } = value;
	// A register that existed before can only begin with a write that keeps the list if it was removed.
	const isAfterRemoval = seed !== undefined && removal !== undefined && list[0]?.startsWith("R") === false;
	return { read: key, lineage: isAfterRemoval ? [removal, ...list] : list };
}
