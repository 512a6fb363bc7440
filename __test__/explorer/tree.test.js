"use strict";

// The tree of collections asks only for what somebody looks at, and keeps what is open.

const { load } = require("../support/modules.js");

const { Tree } = load("explorer/page/tree/model.mjs");

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A tree over a store that answers when it is told to. */
function treeOf(levels) {
	const counts = [];
	const asked = [];
	const ask = {
		level: async (prefix, after) => {
			asked.push([prefix, after]);
			if (levels[prefix] instanceof Error) throw levels[prefix];
			const pages = levels[prefix] ?? [{ nodes: [], keys: 3 }];
			return pages[after === undefined ? 0 : Number(after)];
		},
		count: (prefix) => new Promise((resolve, reject) => counts.push({ prefix, resolve, reject })),
	};
	return { tree: new Tree(ask, () => {}), counts, asked };
}

const node = (prefix, name) => ({ prefix: `${prefix}${name}:`, name });
const shown = (tree, filter) =>
	tree.entries(filter).map(({ kind, name, depth }) => `${"  ".repeat(depth - 1)}${name || kind}`);

test("shows names at once, and one entry for the items without a colon", () => {
	const { tree, asked, counts } = treeOf({});
	tree.fill([{ name: null }, { name: "orders" }, { name: "users" }]);
	expect(shown(tree)).toEqual(["Single items", "orders", "users"]);
	expect(shown(tree, "US")).toEqual(["users"]);
	expect([...asked, ...counts]).toEqual([]);
});

test("the items without a colon are the children of their entry, and are not counted", async () => {
	const { tree, counts } = treeOf({ "": [{ nodes: [{ name: "counter", prefix: "counter", isItem: true }], keys: 0 }] });
	tree.fill([{ name: null }, { name: "users" }]);
	tree.want([""]);
	tree.toggle("");
	await settled();
	expect(shown(tree)).toEqual(["Single items", "  counter", "users"]);
	expect(tree.entries()[1].kind).toBe("item");
	expect(counts).toEqual([]);
});

test("opens as deep as keys go, and more of a level when there is more", async () => {
	const { tree, asked } = treeOf({
		"orders:": [
			{ nodes: [node("orders:", "2025")], keys: 0, more: "1" },
			{ nodes: [node("orders:", "2025"), node("orders:", "2026")], keys: 2 },
		],
		"orders:2025:": [{ nodes: [node("orders:2025:", "01")], keys: 0 }],
	});
	tree.fill([{ name: "orders" }, { name: "users" }]);
	tree.toggle("orders:");
	expect(shown(tree)).toEqual(["orders", "  waiting", "users"]);
	await settled();
	expect(shown(tree)).toEqual(["orders", "  2025", "  more", "users"]);
	tree.more("orders:");
	await settled();
	expect(shown(tree)).toEqual(["orders", "  2025", "  2026", "users"]);
	tree.toggle("orders:2025:");
	await settled();
	expect(shown(tree)).toEqual(["orders", "  2025", "    01", "  2026", "users"]);
	tree.toggle("orders:");
	tree.toggle("orders:");
	expect(shown(tree)).toHaveLength(5);
	expect(asked).toHaveLength(3);
});

test("an entry that does not go deeper is known as a leaf", async () => {
	const { tree } = treeOf({});
	tree.fill([{ name: "users" }]);
	tree.toggle("users:");
	await settled();
	expect(tree.entries()[0].isLeaf).toBe(true);
});

test("a level that cannot be read says why, and can be asked for again", async () => {
	const levels = { "users:": new Error("busy") };
	const { tree } = treeOf(levels);
	tree.fill([{ name: "users" }]);
	tree.toggle("users:");
	await settled();
	expect(shown(tree)).toEqual(["users", "  busy"]);
	levels["users:"] = [{ nodes: [node("users:", "a")], keys: 0 }];
	tree.more("users:");
	await settled();
	expect(shown(tree)).toEqual(["users", "  a"]);
});

test("counts two at a time, and only what somebody still looks at", async () => {
	const { tree, counts } = treeOf({});
	tree.fill("abcdef".split("").map((name) => ({ name })));
	tree.want(["a:", "b:", "c:", "d:"]);
	expect(counts.map(({ prefix }) => prefix)).toEqual(["a:", "b:"]);
	tree.want(["e:", "f:"]);
	counts[0].resolve(7);
	counts[1].reject(new Error("busy"));
	await settled();
	expect(counts.slice(2).map(({ prefix }) => prefix)).toEqual(["e:", "f:"]);
	expect(tree.entries().map(({ items }) => items)).toEqual([7, ...Array(5).fill(undefined)]);
});

test("counts that came with the names are not asked for", () => {
	const { tree, counts } = treeOf({});
	tree.fill([{ name: "a", items: 5 }]);
	tree.want(["a:"]);
	expect(counts).toEqual([]);
	expect(tree.entries()[0].items).toBe(5);
});

test("what may have changed is counted anew, and shown as it was until then", async () => {
	const { tree, counts } = treeOf({});
	tree.fill([{ name: "a", items: 5 }]);
	tree.want(["a:"]);
	tree.expire();
	expect(tree.entries()[0].items).toBe(5);
	counts[0].resolve(6);
	await settled();
	expect(tree.entries()[0].items).toBe(6);
});

test("what is open is read again, as long as one answer holds it", async () => {
	const levels = {
		"a:": [{ nodes: [node("a:", "1")], keys: 0 }],
		"b:": [
			{ nodes: [node("b:", "1")], keys: 0, more: "1" },
			{ nodes: [node("b:", "2")], keys: 0 },
		],
	};
	const { tree, asked } = treeOf(levels);
	tree.fill([{ name: "a" }, { name: "b" }]);
	tree.toggle("a:");
	tree.toggle("b:");
	await settled();
	await tree.more("b:");
	levels["a:"] = [{ nodes: [node("a:", "1"), node("a:", "2")], keys: 0 }];
	asked.length = 0;
	tree.expire();
	await settled();
	expect(asked).toEqual([["a:", undefined]]);
	expect(shown(tree)).toEqual(["a", "  1", "  2", "b", "  1", "  2"]);
	levels["a:"] = new Error("The store is away.");
	tree.expire();
	await settled();
	expect(shown(tree)).toEqual(["a", "  1", "  2", "b", "  1", "  2"]);
});
