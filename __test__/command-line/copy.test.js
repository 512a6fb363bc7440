"use strict";

// `copy`.

const fs = require("node:fs");
const path = require("node:path");
const { ampt, begin, freshUrl, onTerminal, write } = require("../support/command-line");
const { load } = require("../support/modules");
const { until } = require("../support/programs");
const { onDynamo, rows, temporaryFolder } = require("../support/store");

const { identityOf } = load("transfer/identity.mjs");

let [from, source] = [];
let [to, target] = [];
let [env, state] = [];

beforeEach(async () => {
	({ url: from, data: source } = await freshUrl());
	({ url: to, data: target } = await freshUrl());
	state = path.join(temporaryFolder(), "state");
	env = { XDG_DATA_HOME: state };
	await source.seed(
		Array.from({ length: 2500 }, (_, n) => ({
			key: `n${n % 3}:${n}`,
			value: { n, set: new Set([`${n}`, "x"]) },
			label1: `l:${n}`,
		})),
	);
});

const copy = (...args) => ampt(["copy", from, to, ...write, ...args], { env });
const sorted = async (data) => (await rows(data)).map((row) => Object.fromEntries(Object.entries(row).sort()));
const states = () => fs.readdirSync(path.join(state, "ampt-data"));

test("a copy is equal, says so, and leaves no state", async () => {
	await source.import([
		{
			pk: { S: "foreign" },
			sk: { S: "0" },
			kv: { BOOL: true },
			val: { N: "0.12345678901234567890123456789012345678" },
			md: { N: "1700000000" },
		},
		{ key: "soon", value: 1, ttl: Math.floor(Date.now() / 1000) + 3600 },
	]);
	const { code, err } = await copy();
	expect([code, err]).toEqual([
		0,
		expect.stringMatching(
			/2,502 items copied.*\n.*Verified: both stores have 2,501 items, checksum [0-9a-f]{32}\. Not compared, because they expire within a week: 1 item of/s,
		),
	]);
	expect(await sorted(target)).toEqual(await sorted(source));
	expect(states()).toEqual([]);
});

test("--if, --delete and --dry-run", async () => {
	await copy();
	await source.set("n0:0", { n: "changed" });
	await source.remove("n1:1");
	await target.set("n2:2", { n: "later" });
	await target.set("mine", 1);
	const dry = await copy("--dry-run", "--if", "newer", "--delete");
	expect(dry.err).toContain(
		"1 item would be copied, 2,498 items left as they are, 2 items removed from the target. Nothing was written.",
	);
	expect(await target.count()).toBe(2501);
	const newer = await copy("--if", "newer");
	expect(newer.err).toMatch(
		/1 item copied.*, 2,498 items left as they are\.\n.*Verified: the target has all 2,499 items of the source, or later versions\./s,
	);
	expect([await target.get("n0:0"), await target.get("n2:2"), await target.get("mine")]).toMatchObject([
		{ n: "changed" },
		{ n: "later" },
		1,
	]);
	expect((await copy("--if", "missing")).err).toMatch(
		/0 items copied.*, 2,499 items left as they are\.\n.*Verified: the target has all 2,499 items of the source\. Their contents are not compared/s,
	);
	const refused = await copy("--delete");
	expect([refused.code, refused.err]).toEqual([
		2,
		expect.stringContaining("Remove 2 items from the target, which the source does not have? Nobody can be asked here"),
	]);
	const asked = await onTerminal(["copy", from, to, ...write, "--delete"], [[/Remove 2 items/, "y\r"]], { env });
	expect([asked.code, asked.screen]).toEqual([
		0,
		expect.stringMatching(/2 items removed from the target.*Verified: both stores have 2,499 items/s),
	]);
	expect(await sorted(target)).toEqual(await sorted(source));
});

/** How many items a copy has read, as its state says. */
function known() {
	if (!fs.existsSync(path.join(state, "ampt-data"))) return 0;
	const [file] = states().filter((name) => name.endsWith(".json"));
	if (file === undefined) return 0;
	const { known: shares } = JSON.parse(fs.readFileSync(path.join(state, "ampt-data", file), "utf8"));
	return shares.reduce((sum, items) => sum + items, 0);
}

/** What changes while a copy is not running: an item that it has copied, one that is new, and one that is gone. */
async function changeSource() {
	await source.set("n0:0", "changed", { overwrite: true });
	await source.set("n0:0new", 1);
	await source.remove("n1:1");
}

test("a copy that is killed goes on where it was, with what has changed since", async () => {
	const child = begin(["copy", from, to, ...write, "--rate", "1000"], { env });
	await until(child, () => child.errors.includes("state:"));
	while (known() === 0 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 10));
	child.kill("SIGKILL");
	await child.ended;
	await changeSource();
	const { code, err } = await copy("--if", "newer", "--delete", "--yes");
	expect([code, err]).toEqual([
		0,
		expect.stringMatching(
			/Going on with a copy that was interrupted: [\d,]+ items are done\..*items? copied.*there already.*Verified: both stores have 2,500 items/s,
		),
	]);
	expect(await sorted(target)).toEqual(await sorted(source));
	expect(states().filter((file) => file.endsWith(".json"))).toEqual([]);
});

test.each([["--yes"], ["--yes", "--no-verify"]])(
	"a copy whose question nobody answered misses no change: %s",
	async (...args) => {
		await target.set("mine", 1);
		const refused = await copy("--delete");
		expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("Remove 1 item from the target")]);
		await changeSource();
		const { code, err } = await copy("--delete", ...args);
		expect([code, err]).toEqual([
			0,
			expect.stringMatching(
				/All items were copied before\. What has changed .*2 items copied.*, 2,498 items there already.*2 items removed/s,
			),
		]);
		expect(await sorted(target)).toEqual(await sorted(source));
		expect(states()).toEqual([]);
	},
);

test("a target that lost what was copied gets it again", async () => {
	await target.set("mine", 1);
	expect((await copy("--delete")).code).toBe(2);
	await target.removeAll("n2:*");
	expect((await copy("--no-verify")).code).toBe(0);
	await target.remove("mine");
	expect(await sorted(target)).toEqual(await sorted(source));
	await target.set("mine", 1);
	expect((await copy("--delete")).code).toBe(2);
	await target.truncate();
	const { code, err } = await copy("--no-verify");
	expect([code, err]).toEqual([0, expect.stringMatching(/begins anew\.\n.*2,500 items copied/s)]);
	expect(await sorted(target)).toEqual(await sorted(source));
});

test.each(["missing", "newer"])("items that '--if %s' keeps may differ, and block no later copy", async (policy) => {
	await copy();
	await source.set("n0:0", "source", { overwrite: true });
	await target.set("n0:0", "target", { overwrite: true });
	await target.set("mine", 1);
	const kept = await copy("--if", policy, "--delete", "--yes");
	expect([kept.code, kept.err]).toEqual([0, expect.stringContaining("Verified: the target has all 2,500 items")]);
	expect(states()).toEqual([]);
	await target.set("mine", 1);
	expect((await copy("--if", policy, "--delete")).code).toBe(2);
	const plain = await copy("--delete", "--yes");
	expect([plain.code, plain.err]).toEqual([0, expect.stringContaining("Verified: both stores have 2,500 items")]);
	expect(await sorted(target)).toEqual(await sorted(source));
});

test("Ctrl-C stops after what is under way, and the same command goes on", async () => {
	const child = begin(["copy", from, to, ...write, "--rate", "500"], { env });
	await until(child, () => child.errors.includes("state:"));
	while ((await target.count()) === 0 && child.exitCode === null)
		await new Promise((resolve) => setTimeout(resolve, 10));
	child.kill("SIGINT");
	expect((await child.ended).code).toBe(130);
	expect(child.errors).toContain("Go on with the same command.");
	expect((await copy()).err).toContain("Verified: both stores have 2,500 items");
	expect(await sorted(target)).toEqual(await sorted(source));
});

test("--follow copies changes until it is interrupted, and catches up", async () => {
	const follow = async () => {
		const child = begin(["copy", from, to, ...write, "--follow"], { env });
		await until(child, () => child.errors.includes("Following the changes"));
		return child;
	};
	const end = async (child) => {
		child.kill("SIGINT");
		expect((await child.ended).code).toBe(130);
	};
	const arrived = async (key, value) => {
		while (JSON.stringify((await target.get(key, { consistent: true })) ?? null) !== JSON.stringify(value)) {
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	};
	const first = await follow();
	await source.set("n0:0", "changed", { overwrite: true });
	await source.remove("n1:1");
	await source.set("new", 1);
	await arrived("n0:0", "changed");
	await arrived("n1:1", null);
	await arrived("new", 1);
	await end(first);
	expect(first.errors).toMatch(/\d changes? copied; \d+\.\d s behind the source/);
	expect(first.errors).toMatch(/\d changes? copied\. Go on with the same command/);
	await source.set("meanwhile", 2);
	const second = await follow();
	await arrived("meanwhile", 2);
	await source.set("later", 3);
	await arrived("later", 3);
	await end(second);
	expect(await sorted(target)).toEqual(await sorted(source));
	await source.remove("later");
	const last = await copy("--if", "newer", "--delete", "--yes");
	expect([last.code, last.err]).toEqual([0, expect.stringContaining("Verified: both stores have 2,501 items")]);
	expect(states()).toEqual([]);
});

test("a copy from standard input", async () => {
	const { out } = await ampt(["export", "--url", from]);
	const { code, err } = await ampt(["copy", "-", to, ...write, "--if", "newer"], { input: out });
	expect([code, err]).toEqual([0, expect.stringContaining("2,500 items imported.")]);
	expect(await sorted(target)).toEqual(await sorted(source));
});

test("what makes no sense is refused", async () => {
	expect((await ampt(["copy", "--help"])).out).not.toContain("--url");
	const same = onDynamo
		? from.replace("?region=eu-west-1&", "?")
		: `file:${path.join(from.slice(5).split("?")[0], "..", path.basename(from.slice(5).split("?")[0]))}`;
	const alias = onDynamo ? from.replace("127.0.0.1", "localhost") : `${from.split("?")[0]}/data.mdb`;
	for (const [args, message, settings] of [
		[[from, alias], "Both URLs name the same store", {}],
		[[from, same], "Both URLs name the same store", { env: { AWS_REGION: "eu-west-1" } }],
		[[from, "-"], "use 'ampt-data export'"],
		[[from, to, "--url", to], "leave out '--url'"],
		[[from, to, "--format", "csv"], "is for standard input"],
		[["-", to, "--delete"], "needs a store to copy from"],
		[["-", to, "--no-verify"], "needs a store to copy from"],
		[[from, to, "--rate", "fast"], "items a second"],
		[[from, to, "--rate", "0"], "items a second"],
		[[from, to, "--if", "missing", "--follow"], "'--follow' writes changes"],
		[[from, to, "--dry-run", "--follow"], "'--follow' has no effect with '--dry-run'"],
		[[from, to, "--dry-run", "--no-verify"], "'--no-verify' has no effect with '--dry-run'"],
		[[from, to, "--yes"], "'--yes' answers the question"],
		[[from], "missing required argument", {}],
		[[`file:${temporaryFolder()}`, to], "There is no store in .*Check the URL", {}],
	]) {
		const { code, err } = await ampt(["copy", ...args, ...write], settings);
		expect([args, err]).toEqual([args, expect.stringMatching(new RegExp(message, "i"))]);
		expect(code).not.toBe(0);
	}
});

test("a state that is damaged, or of other stores, is no guess", async () => {
	const file = path.join(temporaryFolder(), "copy.json");
	fs.writeFileSync(file, "{");
	expect((await copy("--state", file)).err).toContain(
		"is no state of a copy that this ampt-data knows. Pass '--restart'",
	);
	fs.writeFileSync(file, JSON.stringify({ version: 2, from: "file:/a", to: "file:/b", wasEmpty: true, known: [] }));
	expect((await copy("--state", file)).err).toContain("is the state of a copy between other stores");
	expect((await copy("--state", file, "--restart")).code).toBe(0);
	expect(fs.existsSync(file)).toBe(false);
	expect((await copy("--state", path.join(file, "no", "x"))).code).toBe(0);
	const folder = await copy("--state", temporaryFolder());
	expect([folder.code, folder.err]).toEqual([2, expect.stringContaining("it is a folder. Name another file")]);
	const blocked = path.join(temporaryFolder(), "file");
	fs.writeFileSync(blocked, "");
	await target.truncate();
	expect((await copy("--state", path.join(blocked, "x"))).err).toMatch(/state of the copy cannot be (read|written)/);
});

test("other content under the same version is found, as an edited export has it", async () => {
	const list = await rows(source);
	const edit = () => target.import([{ ...list[0], _n: { N: "99.00000000000000000001" } }]);
	await target.import(list);
	await edit();
	const newer = await copy("--if", "newer");
	expect(newer.code).toBe(1);
	expect(newer.err).toMatch(/1 item of the source, .*other content under the same version.* without '--if newer'/s);
	expect((await copy("--if", "missing")).code).toBe(0);

	const file = path.join(temporaryFolder(), "copy.json");
	const place = (url) =>
		onDynamo
			? { kind: "dynamodb", table: url.slice("dynamodb://".length).split("?")[0] }
			: { kind: "file", folder: url.slice("file:".length).split("?")[0] };
	const stores = { from: identityOf(from, place(from), env), to: identityOf(to, place(to), env) };
	fs.writeFileSync(file, JSON.stringify({ version: 2, ...stores, wasEmpty: false, isWhole: true, known: [2500] }));
	const { code, err } = await copy("--state", file, ...(onDynamo ? [] : ["--delete", "--yes"]));
	expect([code, err]).toEqual([0, expect.stringMatching(/1 item copied.*2,499 items there already.*Verified/s)]);
	expect(await sorted(target)).toEqual(await sorted(source));
});

test("a target that differs at the end is told", async () => {
	const child = begin(["copy", from, to, ...write, "--rate", "800"], { env });
	await until(child, () => child.errors.includes("state:"));
	while ((await target.count()) === 0 && child.exitCode === null)
		await new Promise((resolve) => setTimeout(resolve, 10));
	await target.set("intruder", 1);
	expect((await child.ended).code).toBe(1);
	expect(child.errors).toMatch(/The stores differ: the source has 2,500 items .* the target 2,501 items/);
});
