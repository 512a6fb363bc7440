// Bytes, which DynamoDB's JSON holds in base64, as people read and write them: in hex, in base64, or as UTF-8.

/** The forms of bytes, with their names. */
export const FORMS = [
	["hex", "hex"],
	["base64", "base64"],
	["text", "UTF-8"],
];

/** Bytes in a form; `undefined` if they are no UTF-8 text. */
export function toForm(base64, form) {
	if (form === "base64") return base64;
	return form === "hex" ? hexOf(base64) : textOfBytes(base64);
}

/** The base64 of bytes in a form. Throws a `RangeError` that says what is wrong. */
export function fromForm(text, form) {
	if (form === "text") return bytesOfText(text);
	const bare = text.replace(/\s/g, "");
	return form === "hex" ? ofHex(bare) : ofBase64(bare);
}

/** How many bytes a base64 text holds. */
export const lengthOf = (base64) => Math.floor((base64.replace(/=+$/, "").length * 3) / 4);

/** The UTF-8 text that bytes spell; `undefined` if they spell none. */
export function textOfBytes(base64) {
	try {
		return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytesOf(base64));
	} catch {
		return undefined;
	}
}

/** The base64 of a text's UTF-8. */
export const bytesOfText = (text) => base64Of(new TextEncoder().encode(text));

function hexOf(base64) {
	const pairs = Array.from(bytesOf(base64), (byte) => byte.toString(16).padStart(2, "0"));
	return pairs.join(" ");
}

function ofHex(text) {
	if (!/^(?:[\da-f]{2})*$/i.test(text)) throw new RangeError("Write two hex digits for each byte, such as 48 69.");
	return base64Of(Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
}

function ofBase64(text) {
	const bare = text.replace(/-/g, "+").replace(/_/g, "/").replace(/=+$/, "");
	if (!/^[A-Za-z\d+/]*$/.test(bare) || bare.length % 4 === 1) throw new RangeError("This is not base64.");
	return base64Of(bytesOf(bare));
}

const bytesOf = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** Many arguments of one call would exhaust the stack. */
const PIECE = 8192;

function base64Of(bytes) {
	let text = "";
	for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
	return btoa(text);
}
