// An item as a document: its value in lines, as people write lists, cut after so many.

import { preview } from "./preview.mjs";

const isOpen = (value) => (value.M !== undefined && Object.keys(value.M).length > 0) || value.L?.length > 0;

/**
 * @param {object} value an attribute value
 * @param {number} most lines
 * @returns {{ depth: number, name?: string, value?: object }[]} a line without `value` begins an object or a list
 */
export function linesOf(value, most) {
	const lines = [];
	const add = (name, inner, depth) => {
		if (lines.length >= most) return;
		if (!isOpen(inner)) {
			lines.push({ depth, name, value: inner });
			return;
		}
		// What is short stays on one line.
		const isShort = isFlat(inner) && preview(inner).text.length <= 60;
		lines.push({ depth, name, ...((isShort || depth >= 8) && { value: inner }) });
		if (!isShort && depth < 8) addAll(inner, depth + 1);
	};
	const addAll = ({ M, L }, depth) => {
		for (const [name, inner] of Object.entries(M ?? L))
			add(M === undefined ? `${Number(name) + 1}.` : name, inner, depth);
	};
	if (value.M === undefined) add(undefined, value, 0);
	else addAll(value, 0);
	return lines;
}

const isFlat = (value) => Object.values(value.M ?? value.L).every((inner) => !isOpen(inner));
