// The platforms for which releases have a binary: the `targets` of `napi` in package.json, with the names that
// @napi-rs/cli gives them.

import fs from "node:fs";

const { name, napi } = JSON.parse(fs.readFileSync(new URL("../package.json", import.meta.url), "utf8"));

const ARCHITECTURES = { x86_64: "x64", aarch64: "arm64" };
const SYSTEMS = {
	"unknown-linux-gnu": { os: "linux", flavor: "-gnu", libc: "glibc" },
	"unknown-linux-musl": { os: "linux", flavor: "-musl", libc: "musl" },
	"apple-darwin": { os: "darwin", flavor: "" },
	"pc-windows-msvc": { os: "win32", flavor: "-msvc" },
};

/** Every platform: its name, what package managers select it by, its package and the file of its binary. */
export const platforms = napi.targets.map((target) => {
	const [architecture, ...system] = target.split("-");
	const { os, flavor, libc } = SYSTEMS[system.join("-")];
	const cpu = ARCHITECTURES[architecture];
	const platform = `${os}-${cpu}${flavor}`;
	const binary = `${napi.binaryName}.${platform}.node`;
	return { name: platform, target, os, cpu, libc, package: `${name}-${platform}`, binary };
});

/** The platform of this process, or `undefined` if releases have no binary for it. */
export const here = platforms.find(
	({ os, cpu, libc }) => os === process.platform && cpu === process.arch && (libc === undefined || libc === libcHere()),
);

/** The file that a build on this machine makes, at the place where `lib/native.js` looks first. */
export const binaryHere = here?.binary ?? `${napi.binaryName}.node`;

function libcHere() {
	return process.report.getReport().header.glibcVersionRuntime === undefined ? "musl" : "glibc";
}
