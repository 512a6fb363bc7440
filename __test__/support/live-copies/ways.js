"use strict";

// How people and programs copy the folder of a store that is written meanwhile. A way gets the folder, that of the copy,
// and random integers.

const { execFile } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { setTimeout: wait } = require("node:timers/promises");
const { promisify } = require("node:util");

const execute = promisify(execFile);
const PAGE = 4096;
const BLOCKS = [512, PAGE, 2 * PAGE, 16 * PAGE, 256 * PAGE];

/** The offsets of the blocks of a file, in an order. */
const orders = {
	ascending: (offsets) => offsets,
	descending: (offsets) => offsets.reverse(),
	random: (offsets, random) => {
		for (let last = offsets.length - 1; last > 0; last--) {
			const other = random(last + 1);
			[offsets[last], offsets[other]] = [offsets[other], offsets[last]];
		}
		return offsets;
	},
};

/** Copies blocks one after the other, with pauses during which the store changes. */
async function inBlocks(from, to, random, order) {
	const source = fs.openSync(path.join(from, "data.mdb"), "r");
	const target = fs.openSync(path.join(to, "data.mdb"), "w");
	const block = BLOCKS[random(BLOCKS.length)];
	const bytes = Buffer.alloc(block);
	const { size } = fs.fstatSync(source);
	const offsets = orders[order](
		Array.from({ length: Math.ceil(size / block) }, (_, index) => index * block),
		random,
	);
	const pauses = new Set(Array.from({ length: 1 + random(12) }, () => random(offsets.length)));
	for (const [index, offset] of offsets.entries()) {
		if (pauses.has(index)) await wait(1 + random(12));
		const read = fs.readSync(source, bytes, 0, block, offset);
		fs.writeSync(target, bytes, 0, read, offset);
	}
	fs.closeSync(source);
	fs.closeSync(target);
}

/** Changes a copy of `data.mdb`. */
function change(to, edit) {
	const file = path.join(to, "data.mdb");
	fs.writeFileSync(file, edit(fs.readFileSync(file)));
}

const copyFile = (from, to, name) => fs.copyFileSync(path.join(from, name), path.join(to, name));

/** One meta page from the start of a copy, and all else from its end, or the other way round. */
const withMetaPage = (number, isOld) => async (from, to, random) => {
	const before = fs.readFileSync(path.join(from, "data.mdb"));
	await wait(random(20));
	copyFile(from, to, "data.mdb");
	change(to, (after) => {
		const [meta, rest] = isOld ? [before, after] : [after, before];
		return Buffer.concat([
			rest.subarray(0, number * PAGE),
			meta.subarray(number * PAGE, (number + 1) * PAGE),
			rest.subarray((number + 1) * PAGE),
		]);
	});
};

const ways = {
	"cp -r": (from, to) => execute("cp", ["-r", `${from}/.`, to]),
	"lock.mdb, then data.mdb": async (from, to, random) => {
		copyFile(from, to, "lock.mdb");
		await wait(random(5));
		copyFile(from, to, "data.mdb");
	},
	"data.mdb alone": (from, to) => execute("cp", [path.join(from, "data.mdb"), to]),
	tar: (from, to) => execute("sh", ["-c", 'tar cf - -C "$1" . 2>&- | tar xf - -C "$2"', "sh", from, to]),
	"blocks from the start": (from, to, random) => inBlocks(from, to, random, "ascending"),
	"blocks from the end": (from, to, random) => inBlocks(from, to, random, "descending"),
	"blocks in any order": (from, to, random) => inBlocks(from, to, random, "random"),
	"cut off": async (from, to, random) => {
		copyFile(from, to, "data.mdb");
		change(to, (bytes) => bytes.subarray(0, random(bytes.length)));
	},
	"with holes": async (from, to, random) => {
		copyFile(from, to, "data.mdb");
		change(to, (bytes) => {
			const at = random(Math.floor(bytes.length / PAGE)) * PAGE;
			return bytes.fill(0, at, Math.min(bytes.length, at + (1 + random(8)) * PAGE));
		});
	},
	"an old meta page 0": withMetaPage(0, true),
	"an old meta page 1": withMetaPage(1, true),
	"a new meta page 0": withMetaPage(0, false),
	"a new meta page 1": withMetaPage(1, false),
	"a copy of a copy": async (from, to, random) => {
		const between = `${to}-between`;
		fs.mkdirSync(between);
		await inBlocks(from, between, random, "ascending");
		fs.cpSync(between, to, { recursive: true });
		fs.rmSync(between, { recursive: true });
	},
	"beside another store's lock.mdb": async (from, to, random) => {
		fs.writeFileSync(
			path.join(to, "lock.mdb"),
			fs.readFileSync(path.join(from, "lock.mdb")).subarray(0, random(70_000)),
		);
		await inBlocks(from, to, random, "ascending");
	},
};

module.exports = { ways };
