"use strict";

// The page is small, so that it is there at once wherever it comes from.

const fs = require("node:fs");
const path = require("node:path");

/** Bytes of all files of the page, as they are sent. */
const BUDGET = 80_000;

test("the page has at most 80 kB, compressed", () => {
	const folder = path.join(__dirname, "../../dist/explorer/page");
	const files = fs.readdirSync(folder);
	expect(files.filter((name) => !name.endsWith(".br"))).toEqual([]);
	const sizes = Object.fromEntries(files.map((name) => [name, fs.statSync(path.join(folder, name)).size]));
	const sum = Object.values(sizes).reduce((total, size) => total + size, 0);
	expect(sum <= BUDGET ? "within the budget" : { sum, sizes }).toBe("within the budget");
});
