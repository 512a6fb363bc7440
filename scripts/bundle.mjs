// Bundles `lib/` into `dist/index.js`, `cli/` into `dist/cli/`, and `explorer/` into `dist/explorer/`. One file of `lib/`
// loads in two thirds of the time that a file for each module takes. The command line is split, so that each command
// loads only what it needs.

import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";
import { licensesOf } from "./licenses.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What the bundles for Node have in common. They stay readable, because the stacks of errors lead through them. */
const COMMON = {
	absWorkingDir: root,
	bundle: true,
	platform: "node",
	target: "node20",
	write: false,
	logLevel: "error",
};

/** Packages that are CommonJS require the modules of Node. */
const REQUIRE = 'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);';

/** Writes the bundles, as far as they have changed. */
export async function bundle() {
	await library();
	await commandLine();
	await explorer();
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
		banner: { js: REQUIRE },
	});
	const licenses = {
		path: path.join(root, "dist/cli/licenses.txt"),
		contents: Buffer.from(licensesOf(root, metafile)),
	};
	const files = [...outputFiles, licenses];
	replace(files);
	keepOnly("dist/cli", files);
}

/**
 * The reader of JSON5 for the page, which never writes it. The package spells out the classes of characters of Unicode for
 * old engines, which would be an eighth of the page: regular expressions know them today. As modules its files need no
 * stand-in for `require`.
 */
const JSON5 = {
	name: "json5",
	setup(build) {
		const folder = path.join(root, "node_modules/json5/lib");
		build.onResolve({ filter: /^json5$/ }, () => ({ path: path.join(folder, "index.js") }));
		build.onLoad({ filter: /json5[\\/]lib[\\/]index\.js$/ }, () => ({
			contents: 'import parse from "./parse.js";\nexport default { parse };',
		}));
		build.onLoad({ filter: /json5[\\/]lib[\\/]unicode\.js$/ }, () => ({
			contents:
				"export default { Space_Separator: /\\p{Zs}/u, ID_Start: /\\p{ID_Start}/u, ID_Continue: /\\p{ID_Continue}/u };",
		}));
		build.onLoad({ filter: /json5[\\/]lib[\\/](?:parse|util)\.js$/ }, ({ path: file }) => ({
			contents: fs
				.readFileSync(file, "utf8")
				.replace(/^const (\w+) = require\('(.+?)'\)/gm, 'import $1 from "$2.js"')
				.replace("module.exports =", "export default"),
		}));
	},
};

/** Elements become calls of `h`, which are shorter than those of Preact's newer way: these name children. */
const ELEMENTS = {
	name: "elements",
	setup(build) {
		build.onLoad({ filter: /\.jsx$/ }, ({ path: file }) => ({
			contents: `import { Fragment, h } from "preact";\n${fs.readFileSync(file, "utf8")}`,
			loader: "jsx",
		}));
		// Without this, a class that the page never uses stays.
		build.onResolve({ filter: /^lossless-json$/ }, () => ({
			path: path.join(root, "node_modules/lossless-json/lib/esm/index.js"),
			sideEffects: false,
		}));
	},
};

/** The explorer: its server for `import` and for `require`, and its page. */
async function explorer() {
	const server = {
		...COMMON,
		metafile: true,
		entryPoints: ["explorer/server/index.mjs"],
		external: ["ampt-data"],
	};
	const modules = await build({
		...server,
		outfile: "dist/explorer/index.mjs",
		format: "esm",
		banner: { js: REQUIRE },
	});
	const common = await build({
		...server,
		outfile: "dist/explorer/index.js",
		format: "cjs",
		// The server finds the page by its own place.
		define: { "import.meta.url": "moduleUrl" },
		banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
	});
	const page = await build({
		absWorkingDir: root,
		bundle: true,
		minify: true,
		write: false,
		logLevel: "error",
		metafile: true,
		legalComments: "none",
		entryPoints: { main: "explorer/page/main.jsx" },
		outdir: "dist/explorer/page",
		format: "esm",
		// The first browsers that have `light-dark()`, which the page needs for its colours.
		target: ["chrome123", "firefox120", "safari17.5"],
		jsx: "transform",
		jsxFactory: "h",
		jsxFragment: "Fragment",
		plugins: [JSON5, ELEMENTS],
	});
	for (const name of ["index.html", "icon.svg"]) {
		const file = path.join(root, "dist/explorer/page", name);
		page.outputFiles.push({ path: file, text: fs.readFileSync(path.join(root, "explorer/page", name), "utf8") });
	}
	const packed = await Promise.all(
		page.outputFiles.map(async ({ path: file, text }) => ({
			path: `${file}.br`,
			contents: brotliCompressSync(file.endsWith(".js") ? await smaller(text) : text),
		})),
	);
	const inputs = { ...modules.metafile.inputs, ...page.metafile.inputs };
	const licenses = {
		path: path.join(root, "dist/explorer/licenses.txt"),
		contents: Buffer.from(licensesOf(root, { inputs })),
	};
	replace([...modules.outputFiles, ...common.outputFiles, ...packed, licenses]);
	keepOnly("dist/explorer/page", packed);
}

/** The page's program, which Terser makes 5 % smaller than esbuild does. To read a signal is to depend on it, so no getter is pure. */
async function smaller(code) {
	const options = { module: true, ecma: 2020, compress: { passes: 5, pure_getters: false, lhs_constants: false } };
	return (await minify(code, options)).code;
}

/** Removes what an earlier bundle has left in a folder. */
function keepOnly(folder, files) {
	const written = new Set(files.map(({ path: file }) => path.basename(file)));
	for (const name of fs.readdirSync(path.join(root, folder))) {
		if (!written.has(name)) fs.rmSync(path.join(root, folder, name));
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
