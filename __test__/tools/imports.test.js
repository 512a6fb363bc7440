"use strict";

// Imports of JavaScript run one way, and in no circle. esbuild tells who imports whom. `tests/core/architecture` does the
// same for Rust.

const path = require("node:path");
const { build } = require("esbuild");

const root = path.join(__dirname, "..", "..");
const ENTRIES = ["lib/index.js", "cli/main.mjs", "explorer/server/index.mjs", "explorer/page/main.jsx"];

const BELOW_VIEWS = ["formats", "explorer/query", "explorer/page/state", "explorer/page/parts", "explorer/page/values"];

/** What each part may import beside itself. A file belongs to the longest part that its path begins with. */
const PARTS = {
	lib: [],
	formats: [],
	transfer: ["formats"],
	cli: ["formats", "transfer"],
	"explorer/query": ["formats"],
	"explorer/server": ["formats", "transfer", "explorer/query"],
	"explorer/page/values": ["formats"],
	"explorer/page/state": ["explorer/query", "explorer/page/values"],
	"explorer/page/parts": ["explorer/page/state", "explorer/page/values"],
	// The views, which may use each other, and `main.jsx`.
	"explorer/page": ["explorer/page/shell", ...BELOW_VIEWS],
	"explorer/page/shell": ["explorer/page", ...BELOW_VIEWS],
};

/** Imports of our own files: `[from, to]`. */
let imports;

beforeAll(async () => {
	const { metafile } = await build({
		absWorkingDir: root,
		entryPoints: ENTRIES,
		outdir: "unused",
		bundle: true,
		write: false,
		metafile: true,
		platform: "node",
		format: "esm",
		jsx: "automatic",
		jsxImportSource: "preact",
		external: ["*.node", "ampt-data", "ampt-data/*", "ampt-data-*"],
		logLevel: "error",
	});
	imports = Object.entries(metafile.inputs).flatMap(([from, { imports: targets }]) =>
		targets.filter(({ external }) => !external).map(({ path: to }) => [from, to]),
	);
	imports = imports.filter((pair) => pair.every((file) => partOf(file) !== undefined));
});

const partOf = (file) =>
	Object.keys(PARTS)
		.filter((part) => file.startsWith(`${part}/`))
		.sort((one, other) => other.length - one.length)[0];

test("each part imports only those below it", () => {
	const wrong = imports.filter(([from, to]) => {
		const [importer, imported] = [partOf(from), partOf(to)];
		return importer !== imported && !PARTS[importer].includes(imported);
	});
	expect(wrong).toEqual([]);
});

test("no file imports itself through others", () => {
	const targets = new Map();
	for (const pair of imports) targets.set(pair[0], [...(targets.get(pair[0]) ?? []), pair]);
	const done = new Set();
	const circles = [];
	const visit = (file, trail) => {
		if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(" → "));
		if (done.has(file) || trail.includes(file)) return;
		for (const [, to] of targets.get(file) ?? []) visit(to, [...trail, file]);
		done.add(file);
	};
	for (const [from] of imports) visit(from, []);
	expect(circles).toEqual([]);
});
