// What the sources of a release must say.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "../prepare.mjs";

const read = (file) => fs.readFileSync(path.join(root, file), "utf8");
const { version } = JSON.parse(read("package.json"));

/** What is wrong with the sources: the version is not the same everywhere, or the changelog does not describe it. */
export function sourceFaults() {
	const lock = JSON.parse(read("package-lock.json"));
	const versions = {
		"package-lock.json": lock.version,
		"package-lock.json, packages": lock.packages[""].version,
		"Cargo.toml": /^\[package\]\nname = "ampt-data"\nversion = "(.*)"$/m.exec(read("Cargo.toml"))?.[1],
		"Cargo.lock": /^name = "ampt-data"\nversion = "(.*)"$/m.exec(read("Cargo.lock"))?.[1],
	};
	const faults = Object.entries(versions)
		.filter(([, found]) => found !== version)
		.map(([file, found]) => `${file} has the version ${found}, package.json has ${version}.`);
	if (entry() === undefined) faults.push(`CHANGELOG.md has no entry '## ${version} — DATE'.`);
	return faults;
}

/** What a release needs and a dry run does without: pages that speak of a release, and a tagged commit without changes. */
export function sourceLacks() {
	const lacks = [];
	if (!/^\d{4}-\d{2}-\d{2}$/.test(entry())) lacks.push(`CHANGELOG.md has no date for ${version}.`);
	const pages = ["README.md", ...fs.readdirSync(path.join(root, "docs")).map((name) => `docs/${name}`)];
	for (const page of pages.filter((name) => name.endsWith(".md") && /\bon npm\b/.test(read(name)))) {
		lacks.push(`${page} says that the package is not on npm.`);
	}
	if (git("status", "--porcelain") !== "") lacks.push("The working tree has changes that are not committed.");
	if (!git("tag", "--points-at", "HEAD").split("\n").includes(`v${version}`)) {
		lacks.push(`The commit does not have the tag v${version}.`);
	}
	return lacks;
}

/** What the changelog says behind the version. */
function entry() {
	return new RegExp(`^## ${version.replaceAll(".", "\\.")} — (.*)$`, "m").exec(read("CHANGELOG.md"))?.[1];
}

function git(...args) {
	return execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
}
