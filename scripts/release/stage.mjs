// Lays out the packages of a release in a folder: the main package, which has no binary and depends on the packages of the
// platforms, and these, as @napi-rs/cli lays them out.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../bundle.mjs";
import { platforms } from "../platforms.mjs";
import { relink } from "./pages.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const LICENSES = ["LICENSE-APACHE", "LICENSE-MIT"];

/** What a package says about its origin. A package with provenance names the repository that it was built in. */
function origin({ repository, version }) {
	if (repository === undefined) return {};
	return {
		homepage: `${repository}/tree/v${version}#readme`,
		repository: { type: "git", url: `git+${repository}.git` },
		bugs: { url: `${repository}/issues` },
	};
}

/** Lays out the main package. `repository` is the URL of the repository, if it is known. */
export async function stageMain(folder, repository) {
	await bundle();
	const manifest = readManifest();
	const files = packed(root).filter((file) => !file.endsWith(".node"));
	const base = repository && `${repository}/blob/v${manifest.version}`;
	for (const file of files) {
		const text = fs.readFileSync(path.join(root, file));
		const target = path.join(folder, file);
		fs.mkdirSync(path.dirname(target), { recursive: true });
		fs.writeFileSync(target, file.endsWith(".md") ? relink(text.toString(), file, files, base) : text, {
			mode: fs.statSync(path.join(root, file)).mode,
		});
	}
	const { scripts, devDependencies, overrides, napi, ...rest } = manifest;
	writeManifest(folder, {
		...rest,
		...origin({ repository, ...manifest }),
		files: rest.files.filter((file) => !file.endsWith(".node")),
		optionalDependencies: Object.fromEntries(platforms.map((platform) => [platform.package, manifest.version])),
	});
}

/** Lays out the package of a platform with the binary from a folder, and the licences of what it contains. */
export function stagePlatform(platform, folder, { binaries, licenses, repository }) {
	const { version, license, engines } = readManifest();
	fs.mkdirSync(folder, { recursive: true });
	for (const file of LICENSES) fs.copyFileSync(path.join(root, file), path.join(folder, file));
	fs.copyFileSync(path.join(binaries, platform.binary), path.join(folder, platform.binary));
	if (licenses !== undefined) fs.writeFileSync(path.join(folder, "licenses.txt"), licenses);
	fs.writeFileSync(
		path.join(folder, "README.md"),
		`# ${platform.package}\n\nThe binary of \`ampt-data\` for ${platform.target}. \`ampt-data\` depends on this package: install that one.\n`,
	);
	writeManifest(folder, {
		name: platform.package,
		version,
		description: `The binary of ampt-data for ${platform.target}`,
		license,
		...origin({ repository, version }),
		engines,
		type: "commonjs",
		main: platform.binary,
		files: [platform.binary, "licenses.txt", ...LICENSES],
		os: [platform.os],
		cpu: [platform.cpu],
		...(platform.libc && { libc: [platform.libc] }),
	});
}

/** Packs a folder. Returns what npm says: name, version, file name, files and sizes. */
export function pack(folder, destination) {
	return npmPack(folder, "--pack-destination", destination);
}

function packed(folder) {
	return npmPack(folder, "--dry-run").files.map((file) => file.path);
}

function npmPack(folder, ...args) {
	const command = `npm pack --json --ignore-scripts ${args.map((arg) => JSON.stringify(arg)).join(" ")}`;
	// A shell, because npm is a script on Windows.
	const output = execFileSync(command, {
		cwd: folder,
		encoding: "utf8",
		shell: true,
		stdio: ["ignore", "pipe", "ignore"],
	});
	return JSON.parse(output)[0];
}

function readManifest() {
	return JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
}

function writeManifest(folder, manifest) {
	fs.writeFileSync(path.join(folder, "package.json"), `${JSON.stringify(manifest, undefined, "\t")}\n`);
}
