// Bundles the JavaScript, builds the addon and copies it to the place where `lib/native.js` looks first. Cargo rebuilds
// only what changed.

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";
import { binaryHere } from "./platforms.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

await bundle();

// Cargo's messages say where the library is, whatever the target folder.
const args = ["build", "--release", "--lib", "--message-format=json-render-diagnostics"];
const { status, stdout, error } = spawnSync("cargo", args, {
	cwd: root,
	encoding: "utf8",
	maxBuffer: 64 * 1024 * 1024,
	stdio: ["ignore", "pipe", "inherit"],
});
if (error) console.error(`Cannot run Cargo: ${error.message}. The build needs Rust; install it with rustup.`);
if (status !== 0) process.exit(status ?? 1);

const artifacts = stdout.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
const library = artifacts
	.findLast(({ reason, target }) => reason === "compiler-artifact" && target.kind.includes("cdylib"))
	.filenames.find((file) => /\.(so|dylib|dll)$/.test(file));
const addon = `${root}/${binaryHere}`;

// Rename rather than overwrite, because a running process may have mapped the old file.
fs.copyFileSync(library, `${addon}.new`);
fs.renameSync(`${addon}.new`, addon);
