// Values as text that people edit: JSON with the tags of `formats/tags.mjs`, each number with the digits that are stored.

import { canonical } from "../../../formats/numbers.mjs";
import { tagOf } from "../../../formats/tags.mjs";
import { isEqual } from "./equal.mjs";
import { read } from "./reader.mjs";

/** Lists and sets of scalars that are no longer stay on one line. */
const LINE = 80;
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The text of an attribute value. */
export const toText = (value) => written(value, "\n");

/**
 * The attribute value of a text, for which an item has `room` bytes. What means the same as in the value `before` keeps its
 * spelling. Throws a `TextFault`.
 */
export function fromText(text, before, room) {
	const value = read(text, room);
	return before === undefined ? value : kept(before, value);
}

function written(value, margin) {
	for (const kind in value) {
		const content = value[kind];
		switch (kind) {
			case "S":
				return JSON.stringify(content);
			case "N":
				return JSON_NUMBER.test(content) ? content : canonical(content);
			case "M":
				return writtenObject(content, margin);
			case "L":
				return writtenList(content, margin);
			case "NULL":
				return "null";
			case "B":
				return `{ "$bytes": ${JSON.stringify(content)} }`;
			case "SS":
			case "NS":
			case "BS": {
				const elements = content.map((element) => ({ [kind[0]]: element }));
				return `{ "$set": ${writtenList(elements, margin)} }`;
			}
		}
		return String(content);
	}
	throw new TypeError("An attribute value has no kind.");
}

function writtenObject(object, margin) {
	const inner = `${margin}  `;
	// One more `$` says that an object is none of the tags.
	const prefix = tagOf(object) === undefined ? "" : "$";
	const members = Object.entries(object).map(
		([name, value]) => `${inner}${JSON.stringify(prefix + name)}: ${written(value, inner)}`,
	);
	return members.length === 0 ? "{}" : `{${members.join(",")}${margin}}`;
}

function writtenList(elements, margin) {
	const inner = `${margin}  `;
	const texts = elements.map((element) => written(element, inner));
	const isShort = elements.every(({ M, L }) => M === undefined && L === undefined);
	const line = isShort ? texts.join(", ") : "";
	if (isShort && line.length <= LINE) return `[${line}]`;
	return `[${inner}${texts.join(`,${inner}`)}${margin}]`;
}

/** A value in which whatever equals its part of an older value is that part. */
export function kept(before, after) {
	if (before === undefined || after === undefined) return after;
	if (isEqual(before, after)) return before;
	if (before.L && after.L) return { L: after.L.map((element, index) => kept(before.L[index], element)) };
	if (!before.M || !after.M) return after;
	const old = (name) => (Object.hasOwn(before.M, name) ? before.M[name] : undefined);
	return { M: Object.fromEntries(Object.entries(after.M).map(([name, value]) => [name, kept(old(name), value)])) };
}
