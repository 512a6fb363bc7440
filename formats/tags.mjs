// Tags: what JSON lacks is an object with one name, such as `{"$bytes":"aGk="}`. `docs/ndjson.md` defines them.

const TAGGED = /^\$+(bigint|bytes|set)$/;

/** The name of an object that is a tag, or looks like one. */
export function tagOf(value) {
	if (Array.isArray(value)) return undefined;
	const names = Object.keys(value);
	return names.length === 1 && TAGGED.test(names[0]) ? names[0] : undefined;
}
