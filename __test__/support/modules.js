"use strict";

// Loads an ES module of `cli/` into a test. jest runs CommonJS, so the module is bundled as such.

const { execFileSync } = require("node:child_process");
const path = require("node:path");

const root = path.join(__dirname, "..", "..");

/** What a module exports. `file` is relative to the package. */
function load(file) {
	const program = path.join(root, "node_modules", "esbuild", "bin", "esbuild");
	const args = [file, "--bundle", "--platform=node", "--format=cjs", "--log-level=error", "--external:ampt-data"];
	const code = execFileSync(program, args, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
	const loaded = { exports: {} };
	new Function("module", "exports", "require", code)(loaded, loaded.exports, require);
	return loaded.exports;
}

module.exports = { load };
