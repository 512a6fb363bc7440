"use strict";

// A program that opens the stores whose URLs it gets, one a line. It answers each with a line of JSON: `code` and `message`
// of an error, or the last transaction of each writer, and `faults`.

const readline = require("node:readline");
const { isDeepStrictEqual } = require("node:util");
const { Data } = require("../../..");
const { headOf, keyOf, labelOf, valueFor } = require("./history");

const writers = Number(process.argv[2]);

async function read(url) {
	const data = Data.open(url);
	try {
		return await stateOf(data);
	} catch ({ code, message, stack }) {
		return { code: code ?? stack, message };
	} finally {
		await data.close();
	}
}

async function stateOf(data) {
	const items = new Map();
	for await (const item of data.iterate(undefined, { meta: true })) items.set(item.key, item);
	const faults = [];
	const count = await data.count();
	if (count !== items.size) faults.push(`'iterate' gives ${items.size} items, 'count' ${count}`);
	const transactions = [];
	let expected = 0;
	for (let writer = 0; writer < writers; writer++) {
		const { transaction, live } = items.get(headOf(writer))?.value ?? { transaction: 0, live: {} };
		transactions.push(transaction);
		expected += Object.keys(live).length + (transaction === 0 ? 0 : 1);
		for (const [number, by] of Object.entries(live)) {
			const fault = faultOf(items.get(keyOf(writer, number)), writer, by, Number(number));
			if (fault !== undefined) faults.push(`at transaction ${transaction}, an item of ${by} ${fault}`);
		}
	}
	if (expected !== items.size) faults.push(`${items.size} items instead of ${expected}`);
	if (!(await hasItsLabels(data, items))) faults.push("the labels are those of other items");
	return { transactions, faults };
}

/** What is wrong with the item that a transaction wrote. */
function faultOf(item, writer, transaction, number) {
	if (item === undefined) return "is missing";
	if (!isDeepStrictEqual(item.value, valueFor(writer, transaction, number)))
		return `has the value of ${item.value?.transaction}`;
	if (item.label1 !== labelOf(transaction)) return `has the label ${item.label1}`;
	return (item.ttl === undefined) === (transaction % 2 === 0) ? undefined : "has the expiry of another one";
}

async function hasItsLabels(data, items) {
	const labelled = [];
	for await (const { key } of data.iterate("l:*", { label: "label1", keysOnly: true })) labelled.push(key);
	const expected = [...items.values()].filter(({ label1 }) => label1 !== undefined).map(({ key }) => key);
	return isDeepStrictEqual(labelled.sort(), expected.sort());
}

async function main() {
	for await (const url of readline.createInterface({ input: process.stdin })) {
		process.stdout.write(`${JSON.stringify(await read(url))}\n`);
	}
}

main();
