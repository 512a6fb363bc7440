"use strict";

// Node, Bun and Deno, as their npm packages bring them, and what each must be able to do.

const fs = require("node:fs");
const path = require("node:path");
const { temporaryFolder } = require("../support/store");
const { FILES, FIRST, SECOND } = require("./programs");
const { execute, folderIn } = require("./projects");

const modules = path.join(__dirname, "node_modules");

/** The binary in the one package of a family that is for this platform. */
function binary(scope, family, file) {
	const folder = path.join(modules, scope);
	const [name] = fs.readdirSync(folder).filter((name) => name.startsWith(family));
	return path.join(folder, name, process.platform === "win32" ? `${file}.exe` : file);
}

const NODE_22 = () => binary("", "node-22-", "bin/node");
const NODE_24 = () => binary("", "node-24-", "bin/node");
const BUN = () => binary("@oven", "bun-", "bin/bun");
const DENO = () => binary("@deno", "", "deno");
/** What Deno must allow. */
const PERMISSIONS = ["--allow-ffi", "--allow-env", "--allow-read", "--allow-write"];

/** How each engine runs a program. */
const ENGINES = {
	"The Node of the tests": { command: () => process.execPath },
	"Node 22": { command: NODE_22 },
	"Node 24": { command: NODE_24 },
	Bun: { command: BUN },
	Deno: { command: DENO, args: ["run", ...PERMISSIONS] },
};

/** Runs a program in a project, with an engine. */
function runWith(engine, folder, ...args) {
	const { command, args: options = [] } = ENGINES[engine];
	return execute(folder, command(), [...options, ...args]);
}

const modulesOf = (kind) => async (engine) => {
	const folder = await folderIn(engine, FILES);
	const app = async () => JSON.parse(await runWith(engine, folder, `app.${kind}`));
	expect(await app()).toEqual(FIRST);
	expect(await app()).toEqual(SECOND);
};

/** Node's permission model, with no more than the documentation says. */
async function permissions(engine) {
	const folder = await folderIn(engine, FILES);
	const read = `--allow-fs-read=${path.dirname(folder)}`;
	const granted = ["--permission", "--allow-addons", read, `--allow-fs-write=${folder}`];
	expect(JSON.parse(await runWith(engine, folder, ...granted, "app.mjs"))).toEqual(FIRST);
	const others = granted.filter((option) => option !== "--allow-addons");
	await expect(runWith(engine, folder, ...others, "app.mjs")).rejects.toThrow("'--allow-addons'");
}

async function threads(engine) {
	const folder = await folderIn(engine, FILES);
	// Deno frees nothing of a thread that is terminated, and nothing tells the package of it.
	const ends = engine === "Deno" ? [] : ["terminate"];
	expect(await runWith(engine, folder, "threads.mjs", ...ends)).toBe("ended\n");
	expect(await runWith(engine, folder, "threads-left.mjs")).toBe("12 12 true\n");
}

async function cluster(engine) {
	const folder = await folderIn(engine, FILES);
	// Deno asks for one more permission to start processes.
	const options = engine === "Deno" ? ["--allow-run"] : [];
	expect(await runWith(engine, folder, ...options, "cluster.cjs")).toBe("30 30\n");
}

/** The program, the package and the binary in one file, which runs where nothing is installed. */
async function compiled() {
	const folder = await folderIn("Bun", FILES);
	const alone = path.join(temporaryFolder(), "program");
	await runWith("Bun", folder, "build", "--compile", "app.mjs", `--outfile=${alone}`);
	expect(JSON.parse(await execute(path.dirname(alone), alone, []))).toEqual(FIRST);
}

const all = Object.keys(ENGINES);
module.exports = {
	BUN,
	DENO,
	NODE_24,
	PERMISSIONS,
	engines: [
		...all.map((engine) => [`${engine}: ES modules`, () => modulesOf("mjs")(engine)]),
		...all.map((engine) => [`${engine}: CommonJS`, () => modulesOf("cjs")(engine)]),
		...["Node 22", "Node 24", "Bun", "Deno"].map((engine) => [
			`${engine}: TypeScript without a compiler`,
			() => modulesOf("mts")(engine),
		]),
		["Node 24: permissions", () => permissions("Node 24")],
		...all.map((engine) => [`${engine}: threads that come and go`, () => threads(engine)]),
		...all.map((engine) => [`${engine}: cluster`, () => cluster(engine)]),
		["Bun: a program compiled into one file", compiled],
	],
};
