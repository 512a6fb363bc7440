// The rows of a value's tree, as far as it is open. Long lists come in pieces, so that a value of 400 KB shows at once.

import { childrenOf, countOf, isNested, kindOf } from "../values/kinds.mjs";

/** So many children of a value are shown before one asks for more. */
export const PIECE = 100;
/** Values with no more rows than this are open from the beginning. */
const FEW = 40;
/** Longer strings and bytes are shown in full only when they are opened. */
const LONG = 90;

/** A path as one text, for lookups. */
export const idOf = (path) => JSON.stringify(path);

/**
 * @typedef {object} OutlineRow
 * @property {string} id
 * @property {(string | number)[]} path
 * @property {object} value
 * @property {string} kind
 * @property {number} level from 1
 * @property {number} position among its siblings, from 1
 * @property {number} siblings how many there are
 * @property {string} parentKind the kind of the value that it is in
 * @property {boolean} [isOpen] absent for what cannot be opened
 * @property {number} [more] only of a row that stands for children that are not shown: how many. Its path is the parent's
 */

/**
 * @param {object} value the whole value
 * @param {Set<string>} open the ids that are open
 * @param {Map<string, number>} shown how many children of an id are shown, where not the first piece
 * @returns {OutlineRow[]}
 */
export function outline(value, open, shown) {
	const rows = [];
	const kind = kindOf(value);
	if (isNested(kind)) addChildren(rows, { value, kind, path: [], level: 0 }, open, shown);
	else rows.push(withOpen({ id: idOf([]), path: [], value, kind, level: 1, position: 1, siblings: 1 }, open));
	return rows;
}

function withOpen(row, open) {
	const canOpen = isNested(row.kind) ? countOf(row.value) > 0 : isLong(row.value);
	return canOpen ? { ...row, isOpen: open.has(row.id) } : row;
}

/** Whether a string or bytes do not fit into a line. */
export const isLong = ({ S, B }) => (S !== undefined && (S.length > LONG || S.includes("\n"))) || B?.length > LONG;

function addChildren(rows, parent, open, shown) {
	const children = childrenOf(parent.value);
	const end = Math.min(children.length, shown.get(idOf(parent.path)) ?? PIECE);
	for (let index = 0; index < end; index++) {
		const [step, value] = children[index];
		const path = [...parent.path, step];
		const place = { position: index + 1, siblings: children.length, level: parent.level + 1, parentKind: parent.kind };
		const row = withOpen({ id: idOf(path), path, value, kind: kindOf(value), ...place }, open);
		rows.push(row);
		if (row.isOpen && isNested(row.kind)) addChildren(rows, row, open, shown);
	}
	if (end < children.length) {
		const id = `more ${idOf(parent.path)}`;
		rows.push({ id, path: parent.path, level: parent.level + 1, more: children.length - end });
	}
}

/** What is open when a value is first shown: the outer levels, as long as they are few rows. */
export function firstOpen(value) {
	const open = new Set();
	let level = isNested(kindOf(value)) ? [[[], value]] : [];
	let count = 0;
	while (level.length > 0) {
		const next = [];
		for (const [path, inner] of level) {
			count += countOf(inner);
			if (count > FEW) return open;
			for (const [step, child] of childrenOf(inner)) {
				if (isNested(kindOf(child))) next.push([[...path, step], child]);
			}
		}
		for (const [path] of level) open.add(idOf(path));
		level = next;
	}
	return open;
}
