// The part of a text in which it differs from another one, with a little of what is around it.

const AROUND = 60;
/** A part that is longer is cut in its middle. */
const MOST = 1200;

/**
 * @returns {{ head: string, part: string, tail: string }} `part` is what differs; `head` and `tail` are the same in both,
 *   and cut where they are long
 */
export function excerpt(text, other) {
	const shorter = Math.min(text.length, other.length);
	let start = 0;
	while (start < shorter && text[start] === other[start]) start++;
	let end = 0;
	while (end < shorter - start && text.at(-1 - end) === other.at(-1 - end)) end++;
	// A character of two code units is never shown by half.
	if (isLow(text[start]) || isLow(other[start])) start = Math.max(0, start - 1);
	if (isLow(text.at(-end)) && end > 0) end--;
	const [head, part, tail] = [
		text.slice(0, start),
		text.slice(start, text.length - end),
		text.slice(text.length - end),
	];
	return {
		head: head.length > AROUND * 2 ? `…${whole(head.slice(-AROUND))}` : head,
		part: part.length > MOST ? `${whole(part.slice(0, MOST / 2))} … ${whole(part.slice(-MOST / 2))}` : part,
		tail: tail.length > AROUND * 2 ? `${whole(tail.slice(0, AROUND))}…` : tail,
	};
}

const isLow = (unit) => unit >= "\udc00" && unit <= "\udfff";

/** A cut text without halves of characters at its ends. */
const whole = (text) => text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
