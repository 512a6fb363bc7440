// What a cell shows of an attribute value: one line, cut where it gets long, and of which kind it is. Digits are never
// rounded.

const KINDS = {
	S: "string",
	N: "number",
	BOOL: "boolean",
	NULL: "null",
	B: "bytes",
	SS: "set",
	NS: "set",
	BS: "set",
	L: "list",
	M: "object",
};
/** The characters that a cell shows at most. */
const MOST = 160;
/** Epoch seconds from 2001 to 2100, which is when numbers look like moments. */
const [FIRST, LAST] = [1_000_000_000, 4_102_444_800];
/** The kind of an attribute value: `string`, `number`, … */
export const kindOf = (value) => KINDS[Object.keys(value)[0]];

/** A text on one line, with the marks that people know for what would break it. */
export const oneLine = (text, most = MOST) =>
	(text.length > most ? `${text.slice(0, most)}…` : text).replaceAll("\n", "↵").replaceAll("\t", "⇥");

/** What a cell shows: the text, the kind, and perhaps more to tell when somebody points at it. */
export function preview(value) {
	const kind = kindOf(value);
	if (kind === "string") return { kind, text: value.S === "" ? '""' : oneLine(value.S), isEmpty: value.S === "" };
	if (kind === "number") return { kind, text: value.N, moment: momentOf(value.N) };
	const text = summary(value, MOST);
	return { kind, text, isEmpty: text === "[]" || text === "{}" };
}

/** The moment that a number may mean: as a text, and of which unit it would be. */
export function momentOf(digits) {
	const number = Number(digits);
	const seconds = number >= FIRST * 1000 ? number / 1000 : number;
	if (!Number.isInteger(number) || seconds < FIRST || seconds > LAST) return undefined;
	const text = new Date(seconds * 1000)
		.toISOString()
		.replace("T", " ")
		.replace(/\.\d+Z$/, " UTC");
	return { text, unit: seconds === number ? "seconds" : "milliseconds" };
}

/** A value in a few characters, as people write it. */
function summary(value, room) {
	const [type] = Object.keys(value);
	const content = value[type];
	switch (type) {
		case "S":
			return JSON.stringify(oneLine(content, Math.max(room, 8)));
		case "NULL":
			return "null";
		case "B":
			return bytesOf(content);
		case "M":
			return joined(
				"{",
				Object.entries(content),
				"}",
				room,
				([name, inner], left) => `${oneLine(name, 40)}: ${summary(inner, left)}`,
			);
		case "L":
			return joined("[", content, "]", room, summary);
		case "SS":
		case "NS":
		case "BS":
			return joined("{", content, "}", room, (inner, left) => summary({ [type[0]]: inner }, left));
		default:
			return String(content);
	}
}

function joined(open, elements, close, room, show) {
	let text = open;
	for (const [index, element] of elements.entries()) {
		if (text.length > room) return `${text}, …${close}`;
		text += `${index > 0 ? ", " : ""}${show(element, room - text.length)}`;
	}
	return text + close;
}

function bytesOf(base64) {
	const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
	const bytes = (base64.length / 4) * 3 - padding;
	const first = [...atob(base64.slice(0, 16))].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0"));
	return `${first.join(" ")}${bytes > first.length ? " …" : ""} (${bytes} ${bytes === 1 ? "byte" : "bytes"})`;
}
