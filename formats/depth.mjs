// How deep values may be. Deeper ones are none of the library's interface, and would exhaust the stack of whoever walks through
// them.

/** Levels of a value. */
export const MAX_DEPTH = 100;

/** What is said of a value that has more. */
export const TOO_DEEP = `the value has more than ${MAX_DEPTH} levels`;

/** Objects and arrays inside of each other in the DynamoDB JSON of a value, which names the kind of each level, and around it. */
export const MAX_NESTED = 2 * MAX_DEPTH + 20;

/** Whether objects and arrays are nested deeper than so many levels. */
export function isDeeper(value, levels) {
	if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return false;
	if (levels === 0) return true;
	for (const name in value) if (isDeeper(value[name], levels - 1)) return true;
	return false;
}
