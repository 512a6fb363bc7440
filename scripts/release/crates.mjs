// The licences of the crates that a binary contains. They demand that their text goes where the code goes.

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "../prepare.mjs";

const LICENSE = /^(licen[cs]e|copying|copyright|notice|unlicense)/i;

/**
 * The names, versions and licences of the crates in the binary for a target, as one text. Crates with the same text share it.
 * `undefined` if Cargo, which knows the crates, is missing or fails.
 */
export function licensesOfCrates(target) {
	const { status, stdout } = spawnSync(
		"cargo",
		["metadata", "--format-version=1", "--locked", `--filter-platform=${target}`],
		{
			cwd: root,
			encoding: "utf8",
			maxBuffer: 256 * 1024 * 1024,
			stdio: ["ignore", "pipe", "ignore"],
		},
	);
	if (status !== 0) return undefined;
	/** The crates for each text. */
	const texts = new Map();
	for (const crate of linked(JSON.parse(stdout))) {
		const text = licenseOf(path.dirname(crate.manifest_path));
		texts.set(text, [...(texts.get(text) ?? []), `${crate.name} ${crate.version} (${crate.license ?? "see below"})`]);
	}
	return [...texts]
		.map(([text, crates]) => `${crates.sort().join("\n")}\n\n${text}`.trim())
		.join("\n\n\n")
		.concat("\n");
}

/** The crates that the addon links: not those of tests and builds, and no macros. */
function linked({ packages, resolve }) {
	const crates = new Map(packages.map((each) => [each.id, each]));
	const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
	const found = new Set();
	const visit = (id) => {
		const isMacro = crates.get(id).targets.some(({ kind }) => kind.includes("proc-macro"));
		if (found.has(id) || isMacro) return;
		found.add(id);
		for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) {
			if (kinds.some(({ kind }) => kind === null)) visit(pkg);
		}
	};
	const [addon] = packages.filter(({ name, source }) => name === "ampt-data" && source === null);
	visit(addon.id);
	found.delete(addon.id);
	return [...found].map((id) => crates.get(id));
}

/** The licence files of a crate, with those of the C library that it contains. */
function licenseOf(folder) {
	const files = fs.readdirSync(folder, { recursive: true }).filter((file) => LICENSE.test(path.basename(file)));
	return files
		.map((file) => path.join(folder, file))
		.filter((file) => fs.statSync(file).isFile())
		.map((file) => fs.readFileSync(file, "utf8").replaceAll("\r\n", "\n").trim())
		.join("\n\n");
}
