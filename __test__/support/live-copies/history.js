"use strict";

// What the writers of a store write that is copied meanwhile. Each value follows from its writer, its number and the
// transaction that wrote it, and each transaction also writes which items its writer then has. So any state tells by
// itself whether it is whole.

const { randomOf } = require("../random");

/** The items that a writer has at most. */
const KEYS = 60;

function keyOf(writer, number) {
	return `c${number % 4}:w${writer}-${number}`;
}

/** From 10 bytes to many pages. */
function sizeOf(transaction, number) {
	const mixed = transaction * 7919 + number * 104_729;
	if (mixed % 61 === 0) return 1000 + (mixed % 299_000);
	return 10 + (mixed % (mixed % 7 === 0 ? 6000 : 300));
}

function valueFor(writer, transaction, number) {
	const letter = String.fromCharCode(97 + (transaction % 26));
	return { writer, transaction, text: letter.repeat(sizeOf(transaction, number)) };
}

function labelOf(transaction) {
	return `l:${transaction % 5}`;
}

/** Half of the transactions write items that expire, in the year 2100. */
function optionsOf(transaction) {
	const label1 = labelOf(transaction);
	return transaction % 2 === 0 ? { overwrite: true, label1 } : { overwrite: true, label1, ttl: 4_102_444_800 };
}

/** The key of the item that says which transaction of a writer was the last, and which one wrote each of its items. */
function headOf(writer) {
	return `heads:w${writer}`;
}

/** Random integers below a limit, determined by the seed. */
function integersOf(seed) {
	const random = randomOf(seed);
	return (limit) => Math.floor(random() * limit);
}

module.exports = { KEYS, headOf, integersOf, keyOf, labelOf, optionsOf, valueFor };
