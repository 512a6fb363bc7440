"use strict";

// Reads an LMDB file without LMDB and without this package, as a second opinion on the contents of a store. No program may
// write at the same time.

const fs = require("node:fs");

const HEAD = 16;
const BRANCH = 1;
const ON_OWN_PAGES = 1;
const NO_ROOT = 0xffff_ffff_ffff_ffffn;

/** The tables of a file by name, each as its sorted entries `[key, value]`. */
function readTables(path) {
	const file = fs.readFileSync(path);
	// Pages 0 and 1 each describe a state. The one with the higher transaction number is the latest.
	const pageSize = file.readUInt32LE(HEAD + 24);
	const metas = [0, 1].map((page) => file.subarray(page * pageSize + HEAD));
	const meta = metas.reduce((a, b) => (b.readBigUInt64LE(128) > a.readBigUInt64LE(128) ? b : a));
	const tables = {};
	for (const [name, tree] of entriesOf(meta.subarray(72))) tables[name] = [...entriesOf(tree)];
	return tables;

	/** The entries of a tree, whose root is at byte 40 of its record. */
	function* entriesOf(tree) {
		const root = tree.readBigUInt64LE(40);
		if (root !== NO_ROOT) yield* entriesBelow(Number(root));
	}

	function* entriesBelow(number) {
		const page = file.subarray(number * pageSize, (number + 1) * pageSize);
		const isBranch = (page.readUInt16LE(10) & BRANCH) !== 0;
		for (let pointer = HEAD; pointer < page.readUInt16LE(12); pointer += 2) {
			const node = page.subarray(page.readUInt16LE(pointer));
			const [low, high, flags] = [0, 2, 4].map((at) => node.readUInt16LE(at));
			const rest = node.subarray(8 + node.readUInt16LE(6));
			const size = low + high * 2 ** 16;
			if (isBranch) yield* entriesBelow(size + flags * 2 ** 32);
			else
				yield [
					node.subarray(8, 8 + node.readUInt16LE(6)),
					flags & ON_OWN_PAGES ? onOwnPages(rest, size) : rest.subarray(0, size),
				];
		}
	}

	function onOwnPages(pointer, size) {
		const from = Number(pointer.readBigUInt64LE()) * pageSize + HEAD;
		return file.subarray(from, from + size);
	}
}

module.exports = { readTables };
