// Two changes of one value, by two people who saw the same: what each has changed alone, and where they must choose.

import { isEqual } from "./equal.mjs";
import { put, remove } from "./paths.mjs";

/**
 * The places where the values differ from what was seen: `{ path, saw, mine, theirs, by }`. `by` says who has changed it:
 * `"me"`, `"them"`, `"both"` (in different ways) or `"same"`. Lists and sets count as a whole.
 */
export function places(saw, mine, theirs, path = []) {
	const isMine = !isEqual(saw, mine);
	const isTheirs = !isEqual(saw, theirs);
	if (!isMine && !isTheirs) return [];
	if (mine?.M && theirs?.M && (saw === undefined || saw.M)) {
		const objects = [saw?.M ?? {}, mine.M, theirs.M];
		const names = new Set(objects.flatMap(Object.keys));
		return [...names].flatMap((name) => {
			const inner = objects.map((object) => (Object.hasOwn(object, name) ? object[name] : undefined));
			return places(...inner, [...path, name]);
		});
	}
	const by = isEqual(mine, theirs) ? "same" : !isMine ? "them" : !isTheirs ? "me" : "both";
	return [{ path, saw, mine, theirs, by }];
}

/** What is chosen without asking: what either has changed alone; `undefined` where both have. */
export const defaultOf = ({ by }) => ({ me: "mine", them: "theirs", same: "theirs" })[by];

/** Their value with my changes where `choose` says `"mine"` of a place. */
export function merged(theirs, all, choose) {
	return all.reduce((value, place) => {
		if (choose(place) !== "mine") return value;
		if (place.mine !== undefined) return put(value, place.path, place.mine);
		return place.theirs === undefined ? value : remove(value, place.path);
	}, theirs);
}
