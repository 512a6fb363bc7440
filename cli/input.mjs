// Texts that users give: in arguments, on standard input, in an editor.

import { buffer } from "node:stream/consumers";
import { usage } from "./failure.mjs";

/** The text of bytes. Bytes that are no text are refused: they would be stored as others. */
export function decoded(bytes, what) {
	try {
		return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		throw usage(`${what} is not UTF-8. Save it with the encoding UTF-8, or store bytes as {"$bytes":"…"} in base64.`);
	}
}

/** All of standard input. */
export const readInput = async () => decoded(await buffer(process.stdin), "Standard input");

/**
 * Refuses an argument that may not have been UTF-8. Node replaces what is none with U+FFFD, and does not tell. Standard input
 * is for those who mean this character.
 */
export function checkArguments(args) {
	if (!args.some((arg) => arg.includes("\ufffd"))) return;
	throw usage(
		"An argument is not UTF-8, or has the character U+FFFD. Pass such a value on standard input, as in 'set KEY -'.",
	);
}
