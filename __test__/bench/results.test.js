"use strict";

// The comparison of benchmark runs. Without a test, a mistake in it would go unnoticed.

const { execFileSync } = require("node:child_process");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

/** Evaluates an expression in an ES module, which jest cannot import. */
function evaluate(file, expression) {
	const url = pathToFileURL(path.join(__dirname, "..", "..", "bench", file));
	const program = `const bench = await import(${JSON.stringify(url)}); console.log(JSON.stringify(${expression}));`;
	return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" }));
}

const part = (ratios) => ({
	measures: Object.entries(ratios).map(([id, ratio]) => ({
		id,
		title: id,
		comparisons: [
			{ of: "ampt-data", to: "lmdb", ratio, target: 1 },
			{ of: "ampt-data", to: "keyv", ratio: ratio ** 3 },
		],
	})),
});
const check = (name, ...parameters) => evaluate("report/check.mjs", `bench.${name}(...${JSON.stringify(parameters)})`);

test("a ratio with a target is lost if it is more than 25 % greater", () => {
	const { lost, untold } = check(
		"compare",
		part({ get: 1, set: 0.1, list: 2 }),
		part({ get: 1.25, set: 0.126, list: 1 }),
	);
	expect(lost).toEqual(["set: ampt-data to lmdb: was 0.1, is 0.126"]);
	expect(untold).toEqual([]);
});

test("a ratio that only one side has is reported, but not lost", () => {
	const { lost, untold } = check("compare", part({ get: 1 }), part({ set: 9 }));
	expect(lost).toEqual([]);
	expect(untold).toEqual([
		"set: ampt-data to lmdb: not in the committed results",
		"get: ampt-data to lmdb: not measured now",
	]);
	expect(check("compare", null, part({ get: 1 })).lost).toEqual([]);
});

test("the lower ratios of two measurements count", () => {
	const both = check("better", part({ get: 3, set: 1 }), part({ get: 2, set: 2 }));
	expect(both.measures.map(({ comparisons }) => comparisons[0].ratio)).toEqual([2, 1]);
});

test("a run replaces only the parts that it measured", () => {
	const merged = (earlier) =>
		evaluate("results.mjs", `bench.merged(${JSON.stringify(earlier)}, { parts: { scale: "new" } })`);
	expect(merged({ parts: { scale: "old", events: "old" } })).toEqual({ parts: { scale: "new", events: "old" } });
	expect(merged(undefined)).toEqual({ parts: { scale: "new" } });
});

test("targets are compared with exact ratios, limits in the measure's unit", () => {
	const values = { "ampt-data": 10, lmdb: 10, keyv: 40 };
	const settings = {
		id: "get",
		title: "get",
		unit: "MB",
		values,
		targets: { lmdb: 1, absent: 1 },
		limits: { "8 MB": 8 },
	};
	const { comparisons } = evaluate("results.mjs", `bench.measure(${JSON.stringify(settings)})`);
	expect(comparisons).toEqual([
		{ of: "ampt-data", to: "lmdb", ratio: 1, target: 1, met: true },
		{ of: "ampt-data", to: "keyv", ratio: 0.25 },
		{ of: "ampt-data", to: "8 MB", ratio: 1.25, target: 1, met: false },
	]);
});

test("the block in the README is replaced, and nothing changes without markers", () => {
	const text = "a\n<!-- bench -->\nold\n<!-- /bench -->\nb\n";
	const withBlock = (given) => evaluate("report/readme.mjs", `bench.withBlock(${JSON.stringify(given)}, "new\\n")`);
	expect(withBlock(text)).toBe("a\n<!-- bench -->\n\nnew\n\n<!-- /bench -->\nb\n");
	expect(withBlock("a\nb\n")).toBe("a\nb\n");
});
