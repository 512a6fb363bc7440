// Bundles `lib/` into `dist/index.js`, and `cli/` into `dist/cli/`. One file of `lib/` loads in two thirds of the time
// that a file for each module takes. The command line is split, so that each command loads only what it needs.

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { licensesOf } from "./licenses.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What both bundles have in common. They stay readable, because the stacks of errors lead through them. */
const COMMON = {
	absWorkingDir: root,
	bundle: true,
	platform: "node",
	target: "node20",
	write: false,
	logLevel: "error",
};

/** Writes the bundles, as far as they have changed. */
export async function bundle() {
	await library();
	await commandLine();
}

async function library() {
	const { outputFiles } = await build({
		...COMMON,
		entryPoints: ["lib/index.js"],
		outfile: "dist/index.js",
		external: ["*.node", "ampt-data-*"],
	});
	replace(outputFiles);
}

async function commandLine() {
	const { outputFiles, metafile } = await build({
		...COMMON,
		metafile: true,
		entryPoints: ["cli/main.mjs"],
		outdir: "dist/cli",
		outExtension: { ".js": ".mjs" },
		format: "esm",
		splitting: true,
		// The command line uses the package by its name, as every program does.
		external: ["ampt-data"],
		// Packages that are CommonJS require the modules of Node.
		banner: { js: 'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);' },
	});
	const licenses = {
		path: path.join(root, "dist/cli/licenses.txt"),
		contents: Buffer.from(licensesOf(root, metafile)),
	};
	const files = [...outputFiles, licenses];
	replace(files);
	const written = new Set(files.map(({ path: file }) => path.basename(file)));
	for (const name of fs.readdirSync(path.join(root, "dist/cli"))) {
		if (!written.has(name)) fs.rmSync(path.join(root, "dist/cli", name));
	}
}

function replace(files) {
	for (const { path: file, contents } of files) {
		if (fs.existsSync(file) && fs.readFileSync(file).equals(contents)) continue;
		fs.mkdirSync(path.dirname(file), { recursive: true });
		// Renamed, because another process may be loading the old file.
		const isProgram = contents[0] === 0x23; // #!
		fs.writeFileSync(`${file}.new`, contents, { mode: isProgram ? 0o755 : 0o644 });
		fs.renameSync(`${file}.new`, file);
	}
}
