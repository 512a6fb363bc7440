"use strict";

// Package managers that lay packages out in other ways than npm.

const fs = require("node:fs");
const path = require("node:path");
const { emptyProject, published } = require("../support/packed");
const { FILES, FIRST, SECOND } = require("./programs");
const { execute } = require("./projects");

const tools = path.join(__dirname, "node_modules");
const pnpm = path.join(tools, "pnpm/bin/pnpm.cjs");
const yarn = path.join(tools, "@yarnpkg/cli-dist/bin/yarn.js");

/** Runs a program twice: the second process finds what the first has left. */
async function twice(run) {
	expect(JSON.parse(await run())).toEqual(FIRST);
	expect(JSON.parse(await run())).toEqual(SECOND);
}

// Yarn wants a version behind a name.
const REFERENCE = "@ampt/data@npm:ampt-data@*";
/** The programs when the package is installed under the name of the reference. */
const FILES_OF_REFERENCE = Object.fromEntries(
	Object.entries(FILES).map(([name, text]) => [name, text.replaceAll('"ampt-data"', '"@ampt/data"')]),
);

/** A project in which pnpm has installed the package, in folders of links. */
async function withPnpm(spec, files) {
	const folder = await emptyProject(files);
	// Nothing of what other projects have installed.
	await execute(folder, process.execPath, [pnpm, "add", spec, "--store-dir", path.join(folder, ".store")]);
	expect(fs.existsSync(path.join(folder, "node_modules/.pnpm"))).toBe(true);
	return folder;
}

/** A project in which Yarn has installed the package, without any folder of packages. */
async function withYarn(spec, files) {
	const { url } = await published();
	const settings = {
		nodeLinker: "pnp",
		pnpEnableEsmLoader: true,
		npmRegistryServer: url,
		unsafeHttpWhitelist: ["127.0.0.1"],
		enableGlobalCache: false,
		globalFolder: "./.yarn/global",
		enableTelemetry: false,
		enableScripts: false,
		npmMinimalAgeGate: 0,
	};
	// JSON is YAML.
	const folder = await emptyProject({ ...files, ".yarnrc.yml": JSON.stringify(settings), "yarn.lock": "" });
	await execute(folder, process.execPath, [yarn, "add", spec]);
	expect(fs.existsSync(path.join(folder, "node_modules"))).toBe(false);
	return folder;
}

const pnpmCase = (title, app, spec = "ampt-data", files = FILES) => [
	`pnpm: ${title}`,
	async () => {
		const folder = await withPnpm(spec, files);
		await twice(() => execute(folder, process.execPath, [app]));
	},
];
const yarnCase = (title, app, spec = "ampt-data", files = FILES) => [
	`Yarn PnP: ${title}`,
	async () => {
		const folder = await withYarn(spec, files);
		await twice(() => execute(folder, process.execPath, [yarn, "node", app]));
	},
];

module.exports = {
	managers: [
		pnpmCase("ES modules", "app.mjs"),
		pnpmCase("CommonJS", "app.cjs"),
		pnpmCase("the name of the reference", "app.mjs", REFERENCE, FILES_OF_REFERENCE),
		yarnCase("ES modules", "app.mjs"),
		yarnCase("CommonJS", "app.cjs"),
		yarnCase("the name of the reference", "app.mjs", REFERENCE, FILES_OF_REFERENCE),
	],
};
