"use strict";

// Loads the native part: from this package in a checkout or a full tarball, else from the package of the platform.

const { platform, arch } = process;
const flavors = platform === "linux" ? ["-gnu", "-musl"] : platform === "win32" ? ["-msvc"] : [""];

function load() {
	const failures = [];
	for (const flavor of flavors) {
		const triple = `${platform}-${arch}${flavor}`;
		for (const place of [`../ampt-data.${triple}.node`, `ampt-data-${triple}`]) {
			try {
				return require(place);
			} catch (error) {
				failures.push(`${place}: ${error.message.split("\n")[0]}`);
			}
		}
	}
	const error = new Error(
		`ampt-data has no native part for ${platform}-${arch} here. Reinstall without '--omit=optional', or build it ` +
			`from source with 'npm run build' (it needs Rust). Tried: ${failures.join("; ")}`,
	);
	error.code = "NO_NATIVE_PART";
	throw error;
}

module.exports = load();
