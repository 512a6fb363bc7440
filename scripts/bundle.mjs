// Bundles `lib/` into `dist/index.js`: one file loads in two thirds of the time that a file for each module takes.

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Writes the bundle, if it has changed. It stays readable, because the stacks of errors lead through it. */
export async function bundle() {
	const { outputFiles } = await build({
		absWorkingDir: root,
		entryPoints: ["lib/index.js"],
		outfile: "dist/index.js",
		bundle: true,
		platform: "node",
		target: "node20",
		write: false,
		logLevel: "error",
	});
	for (const { path: file, contents } of outputFiles) {
		if (fs.existsSync(file) && fs.readFileSync(file).equals(contents)) continue;
		fs.mkdirSync(path.dirname(file), { recursive: true });
		// Renamed, because another process may be loading the old file.
		fs.writeFileSync(`${file}.new`, contents);
		fs.renameSync(`${file}.new`, file);
	}
}
