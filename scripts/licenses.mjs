// The licences of the packages that a bundle contains. They demand that their text goes where the code goes.

import fs from "node:fs";
import path from "node:path";

/**
 * The names, versions and licences of all packages that a bundle contains, as one text.
 *
 * @param {string} root where `node_modules` is
 * @param {{ inputs: object }} metafile what esbuild says of its input
 */
export function licensesOf(root, { inputs }) {
	const folders = new Set(Object.keys(inputs).flatMap((file) => PACKAGE.exec(file) ?? []));
	return [...folders]
		.sort()
		.map((folder) => licenseOf(path.join(root, folder)))
		.join("\n\n");
}

const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

function licenseOf(folder) {
	const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
	const file = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
	const text = file === undefined ? "" : `\n\n${fs.readFileSync(path.join(folder, file), "utf8").trim()}`;
	return `${name} ${version} (${license})${text}\n`;
}
