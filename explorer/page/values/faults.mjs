// What no store holds, found while one edits: a write would be refused as a whole, or keep something else than was typed.

import { canonical } from "../../../formats/numbers.mjs";
import { childrenOf, isSet, kindOf } from "./kinds.mjs";
import { MAX_BYTES, sizeOf, sizeOfName } from "./size.mjs";

/** As in `src/model/limits.rs`: the levels of an attribute, the value at the bottom included. */
const MOST_LEVELS = 32;
/** Bytes of a key or label on each side of its first colon. */
const MOST_KEY = 256;
/** Half of a character: a store would put a replacement in its place. */
const HALF = /\p{Surrogate}/u;

/** What is wrong with a string, as a sentence; `undefined` if nothing is. */
export const faultOfString = (text) =>
	HALF.test(text) ? "This has half of a character (a lone surrogate), which no store keeps. Remove it." : undefined;

/** What is wrong with a key or label, as a sentence; `undefined` if nothing is. */
export function faultOfKeyText(text) {
	const colon = text.indexOf(":");
	const parts = colon < 0 ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
	if (parts.some((part) => sizeOfName(part.trim()) > MOST_KEY))
		return `No more than ${MOST_KEY} bytes are on each side of the first colon. Make it shorter.`;
	return faultOfString(text);
}

/**
 * The first fault of a value: `{ node, message }`, where `node` is the value inside of it that has the fault. `undefined` if
 * there is none.
 *
 * @param {object} value
 * @param {number} [room] the bytes that an item has for it
 */
export function faultIn(value, room = MAX_BYTES) {
	return faultOfNode(value, value.M ? 0 : 1) ?? faultOfSize(value, room);
}

function faultOfNode(node, level) {
	const message = messageOf(node, level);
	if (message !== undefined) return { node, message };
	if (!node.M && !node.L) return undefined;
	for (const [step, child] of childrenOf(node)) {
		const fault = faultOfName(step, child, level) ?? faultOfNode(child, level + 1);
		if (fault !== undefined) return fault;
	}
	return undefined;
}

function faultOfName(name, node, level) {
	if (name === "" && level > 0)
		return { node, message: "This has an empty name, which no object inside of an item has." };
	const message = typeof name === "string" ? faultOfString(name) : undefined;
	return message && { node, message };
}

function messageOf(node, level) {
	if (level > MOST_LEVELS) return `This is too deep: a value has no more than ${MOST_LEVELS} levels.`;
	const kind = kindOf(node);
	if (kind === "S") return faultOfString(node.S);
	if (!isSet(kind)) return undefined;
	const elements = node[kind];
	if (elements.length === 0) return "A set has at least one element.";
	const different = new Set(kind === "NS" ? elements.map(canonical) : elements);
	if (different.size < elements.length) return "The set has an element twice. Remove one of them.";
	return kind === "SS" ? elements.map(faultOfString).find(Boolean) : undefined;
}

function faultOfSize(value, room) {
	let left = room;
	for (const [name, node] of value.M ? childrenOf(value) : [["va", value]]) {
		left -= 1 + sizeOfName(name) + sizeOf(node);
		if (left < 0) return { node, message: "With this, the item has more than 400 KB. Make it smaller." };
	}
	return undefined;
}
