// Finds what people mean by a few letters: "uj" finds `users:jane`. Letters must follow in order; those at the beginnings
// of words and side by side count for more.

const BOUNDARY = /[\s:_\-/.]/;
const START = 8;
const WORD = 6;
const ADJACENT = 4;
/** Longer texts are not searched letter by letter: nobody types for them. */
const LONGEST = 200;

/**
 * How well a text fits what was typed: `{ score, at }` with the places of the letters, or `undefined` if it does not.
 * Spaces in what was typed separate words that may stand anywhere, in order.
 */
export function match(typed, text) {
	const wanted = [...typed.toLowerCase()].filter((letter) => letter !== " ");
	const lower = text.slice(0, LONGEST).toLowerCase();
	const whole = lower.indexOf(typed.toLowerCase().trim());
	if (wanted.length > 0 && whole >= 0) return wholeFit(text, whole, typed.trim().length);
	const places = placesOf(wanted, lower, text, true) ?? placesOf(wanted, lower, text, false);
	return places && { score: scoreOf(text, places), at: places };
}

/** The places of the letters, at the beginnings of words if that is asked for and there are any. */
function placesOf(wanted, lower, text, prefersWords) {
	const places = [];
	let from = 0;
	for (const letter of wanted) {
		const next = lower.indexOf(letter, from);
		if (next < 0) return undefined;
		const place = prefersWords && next > from ? beginning(letter, lower, text, next) : next;
		places.push(place);
		from = place + letter.length;
	}
	return places;
}

/** The first place from `next` on where a letter begins a word; `next` if it nowhere does. */
function beginning(letter, lower, text, next) {
	for (let place = next; place >= 0; place = lower.indexOf(letter, place + 1)) {
		if (weightOf(text, place) > 0) return place;
	}
	return next;
}

function scoreOf(text, places) {
	let score = -text.length / 50;
	for (const [index, place] of places.entries()) {
		const gap = place - (places[index - 1] ?? -1) - 1;
		score += weightOf(text, place) + (gap === 0 && index > 0 ? ADJACENT : 0) - Math.min(gap, 3);
	}
	return score;
}

/** What was typed stands in the text as it is. That is better than any letters that are spread. */
function wholeFit(text, start, length) {
	const at = Array.from({ length }, (_, index) => start + index);
	return { score: length * (ADJACENT + 2) + weightOf(text, start) * 2 - text.length / 50, at };
}

function weightOf(text, place) {
	if (place === 0) return START;
	const [before, here] = [text[place - 1], text[place]];
	return BOUNDARY.test(before) || (/[a-z]/.test(before) && /[A-Z]/.test(here)) ? WORD : 0;
}

/** The entries that fit, the best first, each with `at`. `textOf` gives the text of an entry. */
export function best(typed, entries, textOf, limit) {
	if (typed.trim() === "") return entries.slice(0, limit).map((entry) => ({ entry, at: [] }));
	const found = [];
	for (const entry of entries) {
		const fitting = match(typed, textOf(entry));
		if (fitting) found.push({ entry, ...fitting });
	}
	return found.sort((one, other) => other.score - one.score).slice(0, limit);
}

/** A text in pieces, `[text, isFound]`, of which those that were found are marked. */
export function pieces(text, at) {
	const found = new Set(at);
	const result = [];
	for (let place = 0; place < text.length; place++) {
		const isFound = found.has(place);
		const last = result.at(-1);
		if (last && last[1] === isFound) last[0] += text[place];
		else result.push([text[place], isFound]);
	}
	return result;
}
