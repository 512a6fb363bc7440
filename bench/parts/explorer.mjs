// Measures the explorer on a large store: its server through HTTP, and its page in a browser.

import fs from "node:fs";
import path from "node:path";
import { Data } from "../../index.mjs";
import { withFolder } from "../cleanup.mjs";
import { counted, jump, openPage, startBrowser, timesOf, turnWheel } from "../explorer/page.mjs";
import { startExplorer } from "../explorer/program.mjs";
import { BIG, bigKey, fill, LABELED, NESTED, SMALL_COLLECTIONS, sizesOf, teamOf } from "../explorer/store.mjs";
import { quantile } from "../measure.mjs";
import { measure, OURS } from "../results.mjs";

/** The store has so many times the items of other parts. */
const SHARE = 10;
const EVERYTHING = `${BIG}:*`;
const ROWS = 100;
/** Positions that are read in a round, and requests while items are counted. */
const POSITIONS = 200;
/** Large queries whose positions are kept together. */
const QUERIES = 12;
/** Collections that the tree shows at once. */
const SHOWN = 25;
/** Requests that count everything at the same time. */
const CROWD = 8;
/** How many times faster than PAGES the middle must be reached, although all items are counted for it. */
const PAGES_RATIO = 5;
const FILL_STEPS = 10;
const MOST_ROUNDS = 5;
const WHEEL_SECONDS = 25;
const BROWSER = "Chromium";
const PAGES = "pages of `data.get`";
/** What the explorer must reach, in milliseconds and megabytes: see the issue. */
const MOST = { tree: 1000, rows: 100, paint: 300, memory: 250 };

const roundsOf = ({ rounds }) => Math.min(rounds, MOST_ROUNDS);

export const steps = (options) => FILL_STEPS + 2 * roundsOf(options) + 3;

export async function run(options) {
	const { folder, items, step } = options;
	const rounds = roundsOf(options);
	const sizes = sizesOf(items * SHARE);
	const taken = new Map();
	const note = (name, figure) => taken.set(name, [...(taken.get(name) ?? []), figure]);
	const missing = [];
	await withStore(folder, items * SHARE, step, async (url) => {
		for (let round = 1; round <= rounds; round++) {
			step(`server, round ${round} of ${rounds}`);
			await withExplorer(url, (explorer) => server(explorer, sizes, note));
			await pages(url, sizes, note);
		}
		step("while items are counted");
		await withExplorer(url, (explorer) => crowd(explorer, note));
		step(BROWSER);
		const browser = await startBrowser().catch((error) => {
			missing.push({ name: BROWSER, reason: error.message.split("\n")[0] });
		});
		if (browser === undefined) return;
		await withExplorer(url, (explorer) => look(browser, explorer, sizes, { rounds, step, note })).finally(() =>
			browser.close(),
		);
	});
	const number = (count) => count.toLocaleString("en");
	return {
		measures: measuresOf(taken),
		missing,
		notes: {
			explorer: `${number(items * SHARE)} items, ${number(sizes.big)} of them in one collection; milliseconds from a request to the end of its answer`,
		},
	};
}

/** Passes `run` the URL of a full store. `AMPT_BENCH_STORE` names a folder in which the store stays for the next run. */
async function withStore(folder, items, step, run) {
	const filled = async (place) => {
		const url = `file:${place}`;
		await fill(url, items, (share) => step(`filling the store: ${share}%`));
		return url;
	};
	const kept = process.env.AMPT_BENCH_STORE;
	if (kept === undefined) return withFolder(folder, async (own) => run(await filled(path.join(own, "explorer"))));
	const place = path.join(kept, String(items));
	if (!fs.existsSync(place)) {
		await filled(`${place}.new`);
		fs.renameSync(`${place}.new`, place);
	}
	return run(`file:${place}`);
}

async function withExplorer(url, run) {
	const explorer = await startExplorer(url);
	try {
		return await run(explorer);
	} finally {
		await explorer.end();
	}
}

/** What a server is asked that has just been started, as its page asks it. */
async function server(explorer, { big }, note) {
	const timed = async (name, route, query) => {
		const { time, value } = await explorer.ask(route, query);
		note(name, time);
		return value;
	};
	const { collections } = await timed("names", "collections");
	expect(collections.length, SMALL_COLLECTIONS + 3);
	await timed("level", "level", { prefix: `${NESTED}:2024:` });
	await timed("first", "rows", { expression: EVERYTHING, limit: ROWS });
	const middle = (big / 2) | 0;
	await explorer.state();
	const cold = await timed("cold", "rows", { expression: EVERYTHING, at: middle, limit: ROWS });
	note("stop", (await explorer.state()).stop);
	expect(keyOf(cold.rows[0]), bigKey(middle));
	await timed("middle", "rows", { expression: EVERYTHING, at: middle, limit: ROWS });
	const times = [];
	for (let index = 0; index < POSITIONS; index++) {
		const at = Math.floor(Math.random() * (big - ROWS));
		const { time, value } = await explorer.ask("rows", { expression: EVERYTHING, at, limit: ROWS });
		expect(keyOf(value.rows[0]), bigKey(at));
		times.push(time);
	}
	note("anywhere", quantile(times, 0.5));
	note("anywhere, p99", quantile(times, 0.99));
	await timed("label", "rows", { label: "label1", expression: `${teamOf(42)}:*`, limit: ROWS });
	const filter = JSON.stringify({ team: teamOf(42) });
	const { rows } = await timed("filter", "rows", { expression: `${LABELED}:*`, filter, limit: ROWS });
	for (const row of rows) expect(row._team.S, teamOf(42));
	const begin = performance.now();
	await inPairs(collections.slice(0, SHOWN), ({ name }) => explorer.ask("count", { expression: `${name}:*` }));
	note("counts", performance.now() - begin);
	note("memory", (await explorer.state()).peak);
}

/** The tree counts two collections at a time. */
async function inPairs(list, run) {
	const rest = [...list];
	const next = async () => {
		while (rest.length > 0) await run(rest.shift());
	};
	await Promise.all([next(), next()]);
}

/** What the server does for many at once, and for nobody. */
async function crowd(explorer, note) {
	const counting = Array.from({ length: CROWD }, () => explorer.ask("count"));
	const times = [];
	for (let index = 0; index < POSITIONS / 10; index++) {
		times.push((await explorer.ask("rows", { expression: EVERYTHING, limit: ROWS })).time);
	}
	note("rows while items are counted", Math.max(...times));
	await Promise.all(counting);
	const gone = new AbortController();
	const abandoned = Array.from({ length: CROWD }, () => explorer.ask("count", {}, { signal: gone.signal }));
	await explorer.ask("rows", { expression: EVERYTHING, limit: ROWS });
	const { cpu } = await explorer.state();
	gone.abort();
	await Promise.allSettled(abandoned);
	// It goes on with what is under way before it counts anything else.
	await explorer.ask("count", { expression: `${NESTED}:2022:01:*` });
	note("abandoned", (await explorer.state()).cpu - cpu);
	for (let index = 0; index < QUERIES; index++) {
		await explorer.ask("positions", {
			expression: EVERYTHING,
			filter: JSON.stringify({ id: { $gte: index - QUERIES } }),
		});
	}
	note("memory of positions", (await explorer.state()).own);
}

/** What a program does that knows no positions: it pages to the middle. */
async function pages(url, { big }, note) {
	const data = Data.open(`${url}?readonly`);
	const begin = performance.now();
	let start;
	for (let at = 0; at < big / 2; at += ROWS) {
		start = (await data.get(EVERYTHING, { limit: ROWS, ...(start && { start }) })).lastKey;
	}
	note(PAGES, performance.now() - begin);
	await data.close();
}

/** What somebody sees who opens the page, and scrolls. */
async function look(browser, explorer, { big }, { rounds, step, note }) {
	const open = () => openPage(browser, explorer, { q: EVERYTHING });
	// The first page warms the server up.
	await (await open()).context().close();
	for (let round = 1; round <= rounds; round++) {
		step(`page, round ${round} of ${rounds}`);
		const page = await open();
		const { paint, rows } = await timesOf(page);
		note("paint", paint);
		note("page", rows);
		await counted(page, big);
		note("jump", await jump(page, 0.5));
		await page.context().close();
	}
	step("the wheel");
	const page = await open();
	await counted(page, big);
	// Until it has kept as many pages as it keeps.
	await turnWheel(page, WHEEL_SECONDS);
	const { requests, memory } = await turnWheel(page, WHEEL_SECONDS);
	note("requests", requests);
	note("memory of the page, before", memory[0]);
	note("memory of the page", memory[1]);
}

const keyOf = ({ pk, sk }) => `${pk.S}:${sk.S}`;

function expect(given, wanted) {
	if (given !== wanted) throw new Error(`The explorer gives ${given} instead of ${wanted}.`);
}

function measuresOf(taken) {
	const of = (name, title, { unit = "ms", most, limit = `${most} ${unit}`, peers = {}, targets } = {}) => {
		if (!taken.has(name)) return [];
		const values = { [OURS]: taken.get(name), ...peers };
		const limits = most === undefined ? {} : { [limit]: most };
		return measure({ id: `explorer-${name.replaceAll(/\W+/g, "-")}`, title, unit, values, limits, targets });
	};
	return [
		of("names", "names of all collections", { most: MOST.tree }),
		of("level", "a level of the tree", { most: MOST.tree }),
		of("counts", `counts of the first ${SHOWN} collections`),
		of("first", "first rows", { most: MOST.rows }),
		of("cold", "rows in the middle, not counted yet", {
			peers: { [PAGES]: taken.get(PAGES) },
			targets: { [PAGES]: 1 / PAGES_RATIO },
		}),
		of("stop", "longest stop of the event loop meanwhile", { most: MOST.rows }),
		of("middle", "rows in the middle", { most: MOST.rows }),
		of("anywhere", "rows anywhere", { most: MOST.rows }),
		of("anywhere, p99", "rows anywhere, p99", { most: MOST.rows }),
		of("label", "rows with a label"),
		of("filter", "rows that match a filter, 1 of 1,000"),
		of("rows while items are counted", `longest wait for rows while ${CROWD} requests count everything`),
		of("abandoned", `processor time for ${CROWD} such requests after they are abandoned`),
		of("memory", "most memory", { unit: "MB", most: MOST.memory }),
		of("memory of positions", `memory outside the page cache with positions of ${QUERIES} such queries`, {
			unit: "MB",
			most: MOST.memory,
		}),
		of("paint", "first paint of the page", { most: MOST.paint }),
		of("page", "first rows on the page"),
		of("jump", "a jump of the scroll bar to the middle, until its rows show"),
		of("requests", "requests a second while the wheel turns", { unit: "1/s" }),
		of("memory of the page", "memory of the page's JavaScript while the wheel turns", {
			unit: "MB",
			most: 1.25 * (taken.get("memory of the page, before")?.[0] ?? 0),
			limit: "1.25 times what it was",
		}),
	].flat();
}
