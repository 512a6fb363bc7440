"use strict";

// When figures of the benchmark count, and how runs are compared. Without a test, a mistake here would go unnoticed.

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

test("a ratio whose rounds lie far apart is lost only if it is worse by more than that", () => {
	const noisy = (ratio, noise) => ({
		measures: [{ id: "p99", title: "p99", comparisons: [{ of: "written", to: "idle", ratio, noise, target: 3 }] }],
	});
	expect(check("compare", noisy(2, 0.2), noisy(2.8, 0.2)).lost).toEqual([]);
	expect(check("compare", noisy(2, 0.2), noisy(2.82, 0.2)).lost).toEqual(["p99: written to idle: was 2, is 2.82"]);
	expect(check("compare", noisy(2, 0.01), noisy(2.5, 0.01)).lost).toEqual([]);
	expect(check("compare", noisy(2, 0.01), noisy(2.51, 0.01)).lost).toHaveLength(1);
	expect(check("compare", noisy(2, 5), noisy(4, 5)).lost).toEqual([]);
	expect(check("compare", noisy(2, 5), noisy(4.1, 5)).lost).toHaveLength(1);
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
	expect(both.measures.map(({ comparisons }) => comparisons[0].target)).toEqual([1, 1]);
});

test("a case is warm when the median of its last three rounds is within 3 % of that of the three before", () => {
	const atRest = (figures) => evaluate("measure.mjs", `bench.atRest(${JSON.stringify(figures)})`);
	expect(atRest([100, 100, 100, 100, 100])).toBe(false);
	expect(atRest([900, 100, 101, 99, 103, 500])).toBe(true);
	expect(atRest([100, 100, 100, 104, 104, 104])).toBe(false);
	expect(atRest([900, 500, 300, 100, 100, 100, 97, 97, 97])).toBe(true);
});

test("warm-up ends for each case by itself, and no round of it counts", () => {
	const { taken, warmUp, calls } = evaluate(
		"measure.mjs",
		`await (async () => {
			const calls = { settling: 0, restless: 0, object: 0 };
			const cases = [
				["settling", () => (++calls.settling > 4 ? 1 : 9)],
				["restless", () => 2 ** ++calls.restless],
				["object", () => ({ cpu: (calls.object++, 5) }), ({ cpu }) => cpu],
			];
			const { taken, warmUp } = await bench.interleaved(2, [cases], () => {});
			return { taken: Object.fromEntries(taken[0]), warmUp: bench.summaryOf(warmUp), calls };
		})()`,
	);
	expect(calls).toEqual({ settling: 9 + 2, restless: 20 + 2, object: 6 + 2 });
	expect(taken).toEqual({ settling: [1, 1], restless: [2 ** 21, 2 ** 22], object: [{ cpu: 5 }, { cpu: 5 }] });
	expect(warmUp).toEqual({ fewest: 6, most: 20, cases: 3, restless: 1 });
});

test("a short case is repeated until it can be measured, with new input each time", () => {
	const { time, turns } = evaluate(
		"measure.mjs",
		`await (async () => {
			const turns = [];
			const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
			const time = await bench.timed(10, (turn) => (turns.push(turn), pause(40)), () => turns.length);
			return { time, turns };
		})()`,
	);
	expect(turns.length).toBeLessThanOrEqual(3);
	expect(turns).toEqual(turns.map((_, index) => index));
	expect(time).toBeGreaterThan(3900);
});

test("the noise of a ratio is the middle half of what its rounds say", () => {
	const ratioOf = (...values) => evaluate("results.mjs", `bench.ratioOf(...${JSON.stringify(values)})`);
	expect(ratioOf([2, 4, 8, 16], [2, 4, 8, 16])).toEqual({ ratio: 1, noise: 0 });
	expect(ratioOf([1, 2, 3, 4, 5, 6, 7], 4)).toEqual({ ratio: 1, noise: 1 });
	expect(ratioOf(3, 4)).toEqual({ ratio: 0.75, noise: 0 });
});

test("a run replaces only the parts that it measured", () => {
	const merged = (earlier) =>
		evaluate("results.mjs", `bench.merged(${JSON.stringify(earlier)}, { parts: { scale: "new" } })`);
	expect(merged({ parts: { scale: "old", events: "old" } })).toEqual({ parts: { scale: "new", events: "old" } });
	expect(merged(undefined)).toEqual({ parts: { scale: "new" } });
});

test("targets are compared with exact ratios, limits in the measure's unit", () => {
	const values = { "ampt-data": [11, 9, 10], lmdb: [10, 10, 10], keyv: 40 };
	const settings = {
		id: "get",
		title: "get",
		unit: "MB",
		values,
		targets: { lmdb: 1, absent: 1 },
		limits: { "8 MB": 8 },
	};
	const measured = evaluate("results.mjs", `bench.measure(${JSON.stringify(settings)})`);
	expect(measured.values).toEqual({ "ampt-data": 10, lmdb: 10, keyv: 40 });
	expect(measured.comparisons).toEqual([
		{ of: "ampt-data", to: "lmdb", ratio: 1, noise: 0.2, target: 1, met: true },
		{ of: "ampt-data", to: "keyv", ratio: 0.25, noise: 0.2 },
		{ of: "ampt-data", to: "8 MB", ratio: 1.25, noise: 0.2, target: 1, met: false },
	]);
});

test("the block in the README is replaced, and nothing changes without markers", () => {
	const text = "a\n<!-- bench -->\nold\n<!-- /bench -->\nb\n";
	const withBlock = (given) => evaluate("report/readme.mjs", `bench.withBlock(${JSON.stringify(given)}, "new\\n")`);
	expect(withBlock(text)).toBe("a\n<!-- bench -->\n\nnew\n\n<!-- /bench -->\nb\n");
	expect(withBlock("a\nb\n")).toBe("a\nb\n");
});
