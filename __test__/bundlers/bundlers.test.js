"use strict";

// Programs that bundlers and tracers made from a project with the package, run in a folder without it. With a bundler that
// leaves the package out, it is installed beside the program.

const fs = require("node:fs");
const path = require("node:path");
const { emptyProject, installTools, node, npm, project, published } = require("../support/packed");
const { pages } = require("../support/pages");
const { library } = require("../support/programs");
const { temporaryFolder } = require("../support/store");

// Each test starts several programs, of which some wait for a disk.
jest.setTimeout(180_000);

// In a function, because CommonJS has no `await` outside of one.
const PROGRAM = `
import { data } from "ampt-data";
async function main() {
	await data.set("users:jane", { credit: 15 });
	await data.add("users:jane", "credit", 1);
	console.log(JSON.stringify([await data.get("users:*"), (await import("ampt-data")).data === data]));
}
main();
`;
const PRINTED = '[{"items":[{"key":"users:jane","value":{"credit":16}}]},true]\n';

let platform;
let folder;
beforeAll(async () => {
	installTools(__dirname);
	({ platform } = await published());
	folder = await project({ "program.mjs": PROGRAM });
}, 300_000);

/** Builds the program of a project, runs it and returns the folder in which it ran. */
function tryBuild(name, { from = folder, withPackage = false } = {}) {
	const out = path.join(temporaryFolder(), "out");
	node(from, path.join(__dirname, "builds.mjs"), name, out);
	if (withPackage) fs.cpSync(path.join(from, "node_modules"), path.join(out, "node_modules"), { recursive: true });
	const [program] = fs.readdirSync(out).filter((file) => file.startsWith("main."));
	expect(node(out, program)).toBe(PRINTED);
	return out;
}

const binaries = (out) => fs.readdirSync(out, { recursive: true }).filter((file) => file.endsWith(".node"));

test.each(["esbuild, CommonJS", "esbuild, ES modules", "webpack", "rspack", "Vite, SSR with noExternal"])(
	"%s copies the binary beside the program",
	(name) => {
		const out = tryBuild(name);
		expect(binaries(out)).toEqual([expect.stringContaining(platform.replace("ampt-data-", "ampt-data."))]);
		expect(fs.existsSync(path.join(out, "node_modules"))).toBe(false);
	},
);

test.each(["rollup", "Vite, SSR"])("%s leaves the package out", (name) => {
	const out = tryBuild(name, { withPackage: true });
	expect(fs.statSync(path.join(out, "main.mjs")).size).toBeLessThan(1000);
});

test("@vercel/nft finds what the program needs, and nothing else of the package", () => {
	const out = tryBuild("@vercel/nft");
	const files = fs.readdirSync(path.join(out, "node_modules"), { recursive: true, withFileTypes: true });
	const names = files.filter((file) => file.isFile()).map((file) => path.join(file.parentPath, file.name));
	expect(names.map((name) => path.relative(path.join(out, "node_modules"), name)).sort()).toEqual(
		[
			`${platform}/${platform.replace("ampt-data-", "ampt-data.")}.node`,
			`${platform}/package.json`,
			"ampt-data/dist/index.js",
			"ampt-data/index.js",
			"ampt-data/index.mjs",
			"ampt-data/package.json",
		].sort(),
	);
});

test("a package that contains its binary is bundled and traced as well", async () => {
	const from = await emptyProject({ "program.mjs": PROGRAM });
	const [{ filename }] = JSON.parse(npm(library, "pack", "--json", "--pack-destination", from));
	npm(from, "install", "--no-audit", "--no-fund", `./${filename}`);
	for (const name of ["esbuild, CommonJS", "@vercel/nft"]) expect(binaries(tryBuild(name, { from }))).toHaveLength(1);
});

test.each([
	["esbuild", "esbuild"],
	["webpack", "webpack"],
	["rspack", "@rspack/core"],
	["rollup", "rollup"],
	["Vite", "vite"],
	["@vercel/nft", "@vercel/nft"],
])("docs/deploying.md names the version of %s that is tried here", (name, tool) => {
	const { text } = pages.find((page) => page.name === "docs/deploying.md");
	const { packages } = JSON.parse(fs.readFileSync(path.join(__dirname, "package-lock.json"), "utf8"));
	const rows = text.split("\n").filter((line) => line.startsWith(`| ${name} `));
	expect(rows.length).toBeGreaterThan(0);
	for (const row of rows) {
		const [, version] = /^\| [^|]*? (\d+(?:\.\d+)?)\b[^|]*\|/.exec(row) ?? [];
		expect(`${packages[`node_modules/${tool}`].version}.`.startsWith(`${version}.`)).toBe(true);
	}
});
