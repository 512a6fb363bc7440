// Texts that people read: numbers, names of shells, data on a terminal.

import prettyBytes from "pretty-bytes";
import prettyMilliseconds from "pretty-ms";
import { quoted } from "../formats/shell.mjs";
import { colors, hasColors } from "./terminal.mjs";

/** A number with separators. */
export const count = (n) => n.toLocaleString("en-US");

/** A number of things, such as "1 item" or "2,000 items". */
export const plural = (n, thing) => `${count(n)} ${thing}${n === 1 ? "" : "s"}`;

/** Items that `--if` keeps from being written. */
export const leftAlone = (n) => `${plural(n, "item")} left as ${n === 1 ? "it is" : "they are"}`;

/** A number of bytes in a unit that people read. */
export const size = (bytes) => prettyBytes(bytes, { maximumFractionDigits: 1 });

/** A number of milliseconds in the one or two units that matter. */
export const duration = (milliseconds) =>
	prettyMilliseconds(milliseconds, { unitCount: milliseconds < 3_600_000 ? 1 : 2, secondsDecimalDigits: 0 });

/** A date as people sort and copy it, in UTC. */
export const day = (date) => date.toISOString().replace("T", " ").replace(".000Z", "");

/**
 * Text with its control characters spelled out: data must not move the cursor or colour the terminal. With `lines`, ends
 * of lines and tabs stay.
 */
export function printable(text, { lines = false } = {}) {
	return text.replace(CONTROLS, (character) => {
		if (lines && (character === "\n" || character === "\t")) return character;
		return SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
	});
}

/** Control characters, and those that change the direction of a text. */
const CONTROLS = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;
const SHORT = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

export { quoted };

/** The command that runs now, with another value of an option. */
export function sameCommand(option, value) {
	const args = process.argv.slice(2);
	const at = args.indexOf(option);
	if (at >= 0) args.splice(at, 2);
	const others = args.filter((arg) => !arg.startsWith(`${option}=`));
	return ["ampt-data", ...others, option, value].map(quoted).join(" ");
}

/** JSON text in colours, if standard output has them. */
export function colored(json) {
	if (!hasColors(process.stdout)) return json;
	return json.replace(TOKENS, (token, name, text) => {
		if (name !== undefined) return colors.cyan(name);
		return text === undefined ? colors.yellow(token) : colors.green(text);
	});
}

const TOKENS = /("(?:\\.|[^"\\])*")(?=\s*:)|("(?:\\.|[^"\\])*")|-?\d[\d.eE+-]*|true|false|null/g;
