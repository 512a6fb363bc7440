// Compares the quickstart's output with results computed from the countries directly.

const { execFile } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const countries = require("world-countries");
const { Data } = require("../..");
const { startServer } = require("../support/server");
const { temporaryFolder } = require("../support/store");

const root = path.join(__dirname, "..", "..");
const program = path.join(root, "examples", "quickstart", "index.mjs");

const byCode = new Map(countries.map((country) => [country.cca3, country]));
const codes = [...byCode.keys()].sort();
const keys = codes.map((code) => `country:${code}`);
const poland = byCode.get("POL");
const regions = [...new Set(countries.map((country) => country.region))].sort();
const known = countries.filter((country) => country.area > 0);
const unknown = countries.filter((country) => !(country.area > 0));
// No two areas in the output are equal, so this order is unique.
const byArea = [...known].sort((a, b) => b.area - a.area);

/** The time limit of a run in milliseconds, well below that of a test, so that endless pages fail. */
const RUN_TIMEOUT = 20_000;

/** Runs the program with its own folder for temporary files. */
function quickstart(url, { cutShort = false } = {}) {
	const { AMPT_DATA_URL, AMPT_DATA_TABLES, ...env } = process.env;
	const tmp = temporaryFolder();
	Object.assign(env, { TMPDIR: tmp }, url && { AMPT_DATA_URL: url });
	const options = { cwd: root, env, timeout: RUN_TIMEOUT, killSignal: "SIGKILL" };
	return new Promise((resolve) => {
		const child = execFile(process.execPath, [program], options, (error, stdout, stderr) => {
			resolve({ code: error ? error.code : 0, stdout, stderr, tmp });
		});
		if (cutShort) child.stdout.destroy();
	});
}

/** The text of each section, by heading. */
function sectionsOf(output) {
	const parts = output.split(/^\d+\. (.+)\n=+$/m).slice(1);
	return new Map(parts.flatMap((part, index) => (index % 2 === 0 ? [[part, parts[index + 1]]] : [])));
}

/** The tables in a text as rows of cells, without header rows. Numeric cells are numbers. */
function tablesOf(text) {
	const blocks = text.split(/\n{2,}/).map((block) => block.split("\n").filter((line) => line !== ""));
	return blocks
		.filter((lines) => /^ *-+( +-+)*$/.test(lines[1] ?? ""))
		.map((lines) => lines.slice(2).map((line) => line.trim().split(/ {3,}/).map(cell)));
}

function cell(text) {
	return /^-?[\d,]+(\.\d+)?$/.test(text) ? Number(text.replaceAll(",", "")) : text;
}

const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const nameOf = (country) => country.name.common;
const capitalOf = (country) => country.capital.join(", ") || "-";
const label1 = (country) => `region-${country.region}:${nameOf(country)}`;
const label2 = (rank) => `area:${String(rank).padStart(4, "0")}`;
const rankOf = (country) => byArea.indexOf(country) + 1;

let run;
let sections;
const tables = (title) => tablesOf(sections.get(title));

beforeAll(async () => {
	run = await quickstart();
	sections = sectionsOf(run.stdout);
});

test("the data has the properties that the tour describes", () => {
	expect(codes).toHaveLength(250);
	expect(regions).toHaveLength(6);
	expect(unknown.map(nameOf)).toEqual(["Svalbard and Jan Mayen"]);
	expect(countries.some((country) => "population" in country)).toBe(false);
});

describe("the run", () => {
	test("succeeds without warnings", () => {
		expect(run).toMatchObject({ code: 0, stderr: "" });
	});

	test("has a section for each feature, in order", () => {
		expect([...sections.keys()]).toEqual([
			"Seed",
			"Get one item",
			"List a collection",
			"Page with next()",
			"Prefixes and ranges",
			"Label 1: countries by region and name",
			"Label 2: countries by area",
			"Update in part",
			"Count",
			"Defaults and existence checks",
			"Time to live",
			"Metadata",
			"Get several items",
			"React to changes",
			"Remove",
			"Count all items",
		]);
		expect(run.stdout.match(/^\d+(?=\. )/gm).map(Number)).toEqual([...sections.keys()].map((_, index) => index + 1));
	});

	test("prints plain text that fits a terminal", () => {
		expect(run.stdout).not.toContain("\x1b");
		expect(run.stdout).not.toMatch(/[ \t]$/m);
		expect(run.stdout).not.toContain("[object");
		expect(Math.max(...run.stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
	});

	test("deletes its temporary store", () => {
		const { birthtimeMs, mtimeMs } = fs.statSync(run.tmp);
		// The folder has changed, so it did contain the store.
		expect(mtimeMs).toBeGreaterThan(birthtimeMs);
		expect(fs.readdirSync(run.tmp)).toEqual([]);
	});

	test("deletes it even if the output is cut short", async () => {
		const { code, stderr, tmp } = await quickstart(undefined, { cutShort: true });
		expect(code).toBe(1);
		expect(stderr).toContain("EPIPE");
		expect(fs.readdirSync(tmp)).toEqual([]);
	});
});

describe("reading by key", () => {
	test("get one item", () => {
		expect(tables("Get one item")).toEqual([
			[
				["name.common", nameOf(poland)],
				["capital", capitalOf(poland)],
				["area", poland.area],
				["borders", poland.borders.join(", ")],
			],
		]);
		expect(sections.get("Get one item")).toContain("returns undefined.");
	});

	test("list a collection", () => {
		const row = (code) => {
			const country = byCode.get(code);
			return [`country:${code}`, nameOf(country), capitalOf(country), country.region];
		};
		expect(tables("List a collection")).toEqual([codes.slice(0, 5).map(row), codes.slice(-3).reverse().map(row)]);
	});

	test("page with next()", () => {
		expect(tables("Page with next()")).toEqual([
			[
				[1, 100, keys[0], keys[99]],
				[2, 100, keys[100], keys[199]],
				[3, 50, keys[200], keys[249]],
			],
		]);
		expect(sections.get("Page with next()")).toContain(`after ${keys[2]} come ${keys.slice(3, 6).join(", ")}.`);
	});

	test("prefixes and ranges", () => {
		const ranges = {
			"country:CO*": (code) => code.startsWith("CO"),
			"country:<AGO": (code) => code < "AGO",
			"country:<=AGO": (code) => code <= "AGO",
			"country:>VUT": (code) => code > "VUT",
			"country:>=Z": (code) => code >= "Z",
			"country:POL|PRY": (code) => code >= "POL" && code <= "PRY",
		};
		expect(tables("Prefixes and ranges")).toEqual([
			Object.entries(ranges).map(([query, matches]) => {
				const found = codes.filter(matches);
				return [query, found.length, found.join(", ")];
			}),
		]);
	});

	test("get several items: Poland, as updated, and its neighbours, in the order asked", () => {
		expect(tables("Get several items")).toEqual([
			["POL", ...poland.borders].map((code) => {
				const country = byCode.get(code);
				const capital = country === poland ? "Warszawa" : capitalOf(country);
				return [`country:${code}`, nameOf(country), capital, country.area];
			}),
		]);
	});
});

describe("reading by label", () => {
	test("countries by region and name", () => {
		const namesIn = (region) =>
			countries
				.filter((country) => country.region === region)
				.map(nameOf)
				.sort(byBytes);
		const southern = countries
			.filter((country) => country.region === "Europe" && nameOf(country).startsWith("S"))
			.sort((a, b) => byBytes(nameOf(a), nameOf(b)));
		expect(tables("Label 1: countries by region and name")).toEqual([
			regions.map((region) => {
				const names = namesIn(region);
				return [region, names.length, names[0], names.at(-1)];
			}),
			southern.map((country) => [`country:${country.cca3}`, nameOf(country), country.subregion]),
		]);
		expect(namesIn("Europe").at(-1)).toBe("Åland Islands");
	});

	test("countries by area", () => {
		const row = (country) => [label2(rankOf(country)), nameOf(country), country.area];
		const rank = rankOf(poland);
		expect(tables("Label 2: countries by area")).toEqual([
			byArea.slice(0, 5).map(row),
			byArea.slice(-3).reverse().map(row),
			byArea.slice(rank - 3, rank + 2).map(row),
		]);
		expect(sections.get("Label 2: countries by area")).toContain(`"${label2(rank)}" returns a list. Items in it: 1.`);
	});
});

describe("writing", () => {
	test("seed", () => {
		expect(tables("Seed")).toEqual([
			[
				["key", "country:CODE", "country:POL", countries.length],
				["label1", "region-REGION:NAME", label1(poland), countries.length],
				["label2", "area:RANK", label2(rankOf(poland)), known.length],
			],
		]);
		expect(sections.get("Seed")).toContain("no populations");
		expect(sections.get("Seed")).toContain(`no area for ${unknown.map(nameOf).join(", ")}:`);
	});

	test("update in part", () => {
		expect(tables("Update in part")).toEqual([
			[
				["capital", capitalOf(poland), "Warszawa"],
				["visited", "-", "true"],
				["cioc", poland.cioc, "-"],
				["area", poland.area, poland.area],
			],
		]);
	});

	test("counters", () => {
		const countIn = (region) => countries.filter((country) => country.region === region).length;
		expect(tables("Count")).toEqual([regions.map((region) => [region, countIn(region)])]);
		expect(sections.get("Count")).toContain(": 10, and after add(-3), 7.");
		expect(sections.get("Count")).toContain(": 2 stops, 920 km, the last in Prague.");
	});

	test("defaults and existence checks", () => {
		expect(tables("Defaults and existence checks")).toEqual([
			[
				["language", "en", "pl", "pl"],
				["units", "km", "km", "mi"],
				["perPage", 20, 20, 50],
			],
			[
				["country:POL", "false", "Item already exists", "ITEM_EXISTS"],
				["country:XXX", "true", "Item does not exist", "ITEM_NOT_FOUND"],
			],
		]);
	});

	test("time to live", () => {
		expect(tables("Time to live")).toEqual([
			[
				[3600, "60 minutes from now", "open"],
				["2099-12-31", "2099-12-31T00:00:00.000Z", "open"],
				["2020-01-01", "at once", "-"],
			],
		]);
	});

	test("metadata: the labels outlive a partial update", () => {
		// One attribute was added and one removed.
		const attributes = Object.keys(poland).length;
		expect(tables("Metadata")).toEqual([
			[
				["key", "country:POL"],
				["value", `an object of ${attributes} attributes`],
				["label1", label1(poland)],
				["label2", label2(rankOf(poland))],
				["created", "a Date: just now"],
				["modified", "a Date: just now"],
			],
		]);
	});

	test("remove: the expired item is not among what is left to remove", () => {
		expect(tables("Remove")).toEqual([
			["countries-by-region", "offer", "session", "settings", "trip"].map((name) => [`quickstart:${name}`]),
		]);
		expect(sections.get("Remove")).toContain("returns true for a key, and get() then returns undefined.");
		expect(sections.get("Remove")).toContain('Items left in "quickstart:*": 0.');
	});

	test("count all items", () => {
		expect(tables("Count all items")).toEqual([
			[
				["{ count: true }", countries.length],
				['{ label: "label2", count: true }', known.length],
			],
		]);
	});
});

test("the handler is called for every change of the key, in order", () => {
	expect(tables("React to changes")).toEqual([
		[
			["created", "quickstart:stay", 2, "-"],
			["updated", "quickstart:stay", 3, 2],
			["deleted", "quickstart:stay", 3, "-"],
		],
	]);
});

describe("a store chosen with AMPT_DATA_URL", () => {
	test("a second run prints the same output and stores every country completely", async () => {
		const url = `file:${temporaryFolder()}`;
		const first = await quickstart(url);
		// A run that was cut short leaves such an item.
		await withStore(url, (data) => data.set("quickstart:leftover", true));
		const second = await quickstart(url);
		expect(first).toMatchObject({ code: 0, stderr: "" });
		expect(second).toMatchObject({ code: 0, stderr: "", stdout: first.stdout });
		expect([...sectionsOf(first.stdout)]).toEqual([...sections]);

		const { items } = await withStore(url, (data) => data.get("country:*", { limit: 1000 }));
		const { cioc, ...others } = poland;
		const updated = { ...others, capital: ["Warszawa"], visited: true };
		expect(items).toEqual(
			codes.map((code) => ({
				key: `country:${code}`,
				value: code === "POL" ? updated : withoutNulls(byCode.get(code)),
			})),
		);
	});

	test("a store with other data is refused and left unchanged", async () => {
		const url = `file:${temporaryFolder()}`;
		await withStore(url, (data) => data.set("users:1", { name: "Ada" }));

		const { code, stdout, stderr } = await quickstart(url);
		expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
		expect(stderr).toContain('contains other data (the key "users:1")');

		const { items } = await withStore(url, (data) => data.scan());
		expect(items).toEqual([{ key: "users:1", value: { name: "Ada" } }]);
	});
});

/** Opens a store for `use` only. */
async function withStore(url, use) {
	const data = Data.open(url);
	try {
		return await use(data);
	} finally {
		await data.close();
	}
}

/** A value without its root attributes that are null, which are not stored. */
function withoutNulls(value) {
	return Object.fromEntries(Object.entries(value).filter(([, attribute]) => attribute !== null));
}

test("the same program prints the same on DynamoDB", async () => {
	const server = await startServer();
	const there = await quickstart(server.url("quickstart"));
	const here = await quickstart();
	await server.stop();
	expect(there).toMatchObject({ code: 0, stderr: "" });
	// The first line names the store.
	const body = (output) => output.trimStart().split("\n").slice(1);
	expect(body(there.stdout)).toEqual(body(here.stdout));
});
