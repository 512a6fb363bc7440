// Replaces the benchmark table in the README.

const BEGIN = "<!-- bench -->";
const END = "<!-- /bench -->";

/** Replaces the text between the markers. Without both markers, returns the text unchanged. */
export function withBlock(text, block) {
	const begin = text.indexOf(BEGIN);
	const end = text.indexOf(END, begin);
	if (begin === -1 || end === -1) return text;
	return `${text.slice(0, begin + BEGIN.length)}\n\n${block.trim()}\n\n${text.slice(end)}`;
}
