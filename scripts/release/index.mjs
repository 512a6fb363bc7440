// Makes the packages of a release, checks them, tries those that run here, and publishes all of them.
// See `npm run release -- --help`.

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { here, platforms } from "../platforms.mjs";
import { root, run } from "../prepare.mjs";
import { binaryFault, needsNewerSystem } from "./binary.mjs";
import { contentFaults } from "./contents.mjs";
import { licensesOfCrates } from "./crates.mjs";
import { sourceFaults, sourceLacks } from "./source.mjs";
import { pack, stageMain, stagePlatform } from "./stage.mjs";
import { tryPackages } from "./try.mjs";

const HELP = `Makes the packages of a release in npm/, checks them and publishes them.

Usage: npm run release -- [options]

  --dry-run           publish nothing, and do without what only a release needs, such as the other platforms' binaries
  --binaries FOLDER   take the binaries (*.node) from this folder. Without it, a build makes this platform's
  --to FOLDER         put the packages into this folder, not into npm/
  --help              print this`;

const options = parsed();
if (options.help) {
	console.log(HELP);
	process.exit();
}

const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = process.env;
const repository = server && name ? `${server}/${name}` : undefined;
const folder = path.resolve(root, options.to ?? "npm");
/** What is wrong, and what only a release needs. */
const faults = [...optionFaults(), ...sourceFaults()];
stopIf(faults);
const lacks = sourceLacks();
if (repository === undefined) lacks.push("The URL of the repository is not known: the release workflow has it.");

const binaries = path.resolve(root, options.binaries ?? ".");
if (options.binaries === undefined && !run(process.execPath, "scripts/build.mjs")) process.exit(1);
const present = platforms.filter(({ binary }) => fs.existsSync(path.join(binaries, binary)));
for (const { binary } of platforms.filter((platform) => !present.includes(platform)))
	lacks.push(`${binary} is missing.`);
for (const platform of present) {
	const file = fs.readFileSync(path.join(binaries, platform.binary));
	faults.push(...binaryFault(platform, file));
	lacks.push(...needsNewerSystem(platform, file));
}
stopIf(faults);
const licenses = new Map(present.map((platform) => [platform, licensesOfCrates(platform.target)]));
if ([...licenses.values()].includes(undefined)) lacks.push("Cargo is missing, which knows the licences of the crates.");
if (!options["dry-run"]) stopIf(lacks);

if (options.to === undefined) fs.rmSync(folder, { recursive: true, force: true });
const packages = [];
for (const platform of present) {
	const staged = path.join(folder, platform.name);
	stagePlatform(platform, staged, { binaries, licenses: licenses.get(platform), repository });
	packages.push({ staged, platform, tarball: pack(staged, folder) });
}
// The main package comes last, because it depends on the others.
const main = path.join(folder, "ampt-data");
await stageMain(main, repository);
packages.push({ staged: main, tarball: pack(main, folder) });
for (const { staged, platform, tarball } of packages) {
	faults.push(...contentFaults(staged, tarball, platform));
	console.log(`${tarball.filename}: ${tarball.entryCount} files, ${kilobytes(tarball.size)} kB packed`);
}
const runnable = packages.filter(({ platform }) => platform === undefined || platform === here);
if (runnable.length < 2) faults.push("None of the binaries is for this machine, so that nothing can be tried.");
stopIf(faults);
const project = fs.mkdtempSync(path.join(os.tmpdir(), "ampt-data-release-"));
try {
	const tarballs = runnable.map(({ tarball }) => path.join(folder, tarball.filename));
	for (const what of tryPackages(project, tarballs)) console.log(`${what}: works with Node.js ${process.version}`);
} catch (error) {
	faults.push(error.message);
} finally {
	fs.rmSync(project, { recursive: true, force: true });
}
stopIf(faults);

if (options["dry-run"]) {
	if (lacks.length > 0) console.log(["\nA release also needs:", ...lacks].join("\n  "));
	console.log(
		`\nThis was a dry run: nothing is published. The packages are in ${path.relative(process.cwd(), folder)}.`,
	);
	process.exit();
}
for (const { tarball } of packages) publish(tarball);

function parsed() {
	const flags = { "dry-run": { type: "boolean" }, binaries: { type: "string" }, to: { type: "string" } };
	try {
		return parseArgs({ options: { ...flags, help: { type: "boolean" } } }).values;
	} catch (error) {
		console.error(`${error.message}\n\n${HELP}`);
		process.exit(1);
	}
}

function optionFaults() {
	const { binaries, to } = options;
	const found = [];
	if (binaries !== undefined && !fs.existsSync(path.resolve(root, binaries)))
		found.push(`There is no folder ${binaries}.`);
	if (to !== undefined && fs.existsSync(folder) && fs.readdirSync(folder).length > 0) found.push(`${to} is not empty.`);
	return found;
}

function stopIf(problems) {
	if (problems.length === 0) return;
	console.error(["Nothing is published:", ...problems].join("\n  "));
	process.exit(1);
}

/** Publishes a package. A second run of a release that stopped half way leaves out what is published. */
function publish({ id, filename }) {
	if (run("npm", "view", id, "version")) console.log(`${id} is published already.`);
	else if (!run("npm", "publish", path.join(folder, filename), "--access", "public", "--provenance")) process.exit(1);
}

function kilobytes(bytes) {
	return Math.round(bytes / 1000);
}
