// What is in the tarball of a package, and how large it may be.

import fs from "node:fs";
import path from "node:path";
import { platforms } from "../platforms.mjs";
import { brokenLinks } from "./pages.mjs";

const LICENSES = ["LICENSE-APACHE", "LICENSE-MIT"];
const MAIN = {
	files: [
		...LICENSES,
		"CHANGELOG.md",
		"README.md",
		"dist/index.js",
		"dist/cli/main.mjs",
		"dist/cli/licenses.txt",
		...["index.js", "index.mjs", "licenses.txt"].map((name) => `dist/explorer/${name}`),
		...["index.html", "main.js", "main.css", "icon.svg"].map((name) => `dist/explorer/page/${name}.br`),
		"explorer/index.d.ts",
		"explorer/index.d.mts",
		"package.json",
	].concat(["js", "mjs", "d.ts", "d.mts"].map((ending) => `index.${ending}`)),
	// The bundler names the parts of the command line.
	others: /^docs\/[\w-]+\.(md|json)$|^docs\/images\/[\w-]+\.svg$|^dist\/cli\/[\w-]+\.mjs$/,
	size: 600_000,
};
const forPlatform = ({ binary }) => ({
	files: [...LICENSES, "README.md", binary, "package.json"],
	// A machine without Cargo cannot make them.
	others: /^licenses\.txt$/,
	size: 8_000_000,
});

/** What is wrong with a package: its folder, what npm says about its tarball, and its platform if it has one. */
export function contentFaults(folder, { filename, files, size }, platform) {
	const expected = platform === undefined ? MAIN : forPlatform(platform);
	const names = files.map((file) => file.path);
	const manifest = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
	const faults = [
		...expected.files.filter((name) => !names.includes(name)).map((name) => `has no ${name}`),
		...names
			.filter((name) => !expected.files.includes(name) && !expected.others.test(name))
			.map((name) => `has ${name}, which no package should have`),
		...names
			.filter((name) => name.endsWith(".md"))
			.flatMap((name) => brokenLinks(fs.readFileSync(path.join(folder, name), "utf8"), name, names))
			.map((link) => `has a link without a target: ${link}`),
	];
	if (size > expected.size) faults.push(`has ${size} bytes, more than ${expected.size}`);
	for (const name of ["preinstall", "install", "postinstall", "prepare"]) {
		if (manifest.scripts?.[name] !== undefined) faults.push(`has the install script '${name}'`);
	}
	if (manifest.dependencies !== undefined) faults.push("has dependencies");
	const wanted = platform === undefined ? platforms.map((each) => [each.package, manifest.version]) : [];
	if (JSON.stringify(Object.entries(manifest.optionalDependencies ?? {})) !== JSON.stringify(wanted)) {
		faults.push("does not depend on exactly the packages of all platforms in its own version");
	}
	return faults.map((fault) => `${filename} ${fault}.`);
}
