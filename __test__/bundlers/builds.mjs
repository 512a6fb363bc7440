// One build for each row of the table in docs/deploying.md: `node builds.mjs BUILD OUT` in a project with `program.mjs`.

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { rspack } from "@rspack/core";
import { nodeFileTrace } from "@vercel/nft";
import { build as esbuild } from "esbuild";
import { rollup } from "rollup";
import { build as vite } from "vite";
import webpack from "webpack";

const ENTRY = "./program.mjs";
const [, , name, out] = process.argv;

const ESBUILD = { entryPoints: [ENTRY], bundle: true, platform: "node", loader: { ".node": "copy" } };
const REQUIRE = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/** The loader's own folder is not the project's. */
const NODE_LOADER = {
	test: /\.node$/,
	loader: fileURLToPath(new URL("node_modules/node-loader", import.meta.url)),
	options: { name: "[name].[ext]" },
};
const WEBPACK = {
	mode: "production",
	target: "node",
	entry: ENTRY,
	output: { path: out, filename: "main.cjs" },
	module: { rules: [NODE_LOADER] },
	ignoreWarnings: [/Can't resolve '(\.\.\/)?ampt-data/],
};

const VITE = {
	logLevel: "warn",
	build: { ssr: ENTRY, outDir: out, rolldownOptions: { output: { entryFileNames: "main.mjs" } } },
};

const BUILDS = {
	"esbuild, CommonJS": () => esbuild({ ...ESBUILD, outfile: `${out}/main.cjs` }),
	"esbuild, ES modules": () =>
		esbuild({ ...ESBUILD, outfile: `${out}/main.mjs`, format: "esm", banner: { js: REQUIRE } }),
	webpack: () => pack(webpack),
	rspack: () => pack(rspack),
	rollup: async () => {
		const bundle = await rollup({ input: ENTRY, external: ["ampt-data"] });
		await bundle.write({ file: `${out}/main.mjs` });
	},
	"Vite, SSR": () => vite(VITE),
	"Vite, SSR with noExternal": () =>
		vite({
			...VITE,
			ssr: { noExternal: true },
			build: {
				...VITE.build,
				ssrEmitAssets: true,
				rolldownOptions: { ...VITE.build.rolldownOptions, moduleTypes: { ".node": "copy" } },
			},
		}),
	"@vercel/nft": async () => {
		const { fileList } = await nodeFileTrace([ENTRY]);
		for (const file of fileList) fs.cpSync(file, path.join(out, file));
		fs.renameSync(path.join(out, ENTRY), `${out}/main.mjs`);
	},
};

/** Runs webpack or what has its interface. A warning fails the build. */
function pack(bundler) {
	return new Promise((resolve, reject) => {
		bundler(WEBPACK, (error, result) => {
			if (error === null && !result.hasErrors() && !result.hasWarnings()) resolve();
			else reject(error ?? new Error(result.toString()));
		});
	});
}

await BUILDS[name]();
