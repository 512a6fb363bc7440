"use strict";

// docs/differences.md lists the differences from the reference. Each row names the test that proves it.

const fs = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "..");
const text = fs.readFileSync(path.join(root, "..", "docs", "differences.md"), "utf8");
const files = fs.readdirSync(root, { recursive: true });
const rows = text
	.split("\n")
	.filter((line) => line.startsWith("| ") && !/^\| (call|case|-)/.test(line))
	.map((line) =>
		line
			.split(/(?<!\\)\|/)
			.map((cell) => cell.trim())
			.slice(1, -1),
	);
const kept = text.slice(text.indexOf("\n## Kept")).split("\n- ").slice(1);

test("there are rows of each kind", () => {
	expect(rows.length).toBeGreaterThan(30);
	expect(kept.length).toBeGreaterThan(5);
});

test.each(rows)("%s", (...cells) => {
	expect(cells).toHaveLength(4);
	const [, name, title] = /^([\w-]+): (.+)$/.exec(cells[3]);
	const file = files.find((file) => path.basename(file) === `${name}.test.js`);
	expect(fs.readFileSync(path.join(root, file), "utf8")).toContain(`"${title}`);
});

test.each(kept)("%s", (sentence) => {
	const recordings = [.../\(([^()]*)\)\s*$/.exec(sentence)[1].matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
	expect(recordings).not.toEqual([]);
	for (const name of recordings) expect(files).toContain(path.join("golden", `${name}.json`));
});
