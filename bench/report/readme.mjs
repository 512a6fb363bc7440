// The README's own table.

const BEGIN = "<!-- bench -->";
const END = "<!-- /bench -->";

/** A text with what is between its markers replaced; the text as it is where there are none. */
export function withBlock(text, block) {
	const begin = text.indexOf(BEGIN);
	const end = text.indexOf(END, begin);
	if (begin === -1 || end === -1) return text;
	return `${text.slice(0, begin + BEGIN.length)}\n\n${block.trim()}\n\n${text.slice(end)}`;
}
