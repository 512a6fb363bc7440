"use strict";

// Loads the native part: the binary beside the package in a checkout or a self-contained tarball, else the one that the
// package of the platform has. Each `require` is literal and inside a `try`, so that bundlers and tracers find what is
// installed and do without the rest.

const { noNativePart } = require("./no-native-part");

const { platform, arch } = process;

/** The platforms whose binaries this process may be able to load. The GNU C library is the more frequent one on Linux. */
const candidates = {
	darwin: [`darwin-${arch}`],
	linux: [`linux-${arch}-gnu`, `linux-${arch}-musl`],
	win32: [`win32-${arch}-msvc`],
}[platform] ?? [`${platform}-${arch}`];

const failures = [];

function beside(name) {
	try {
		switch (name) {
			case "darwin-arm64":
				return require("../ampt-data.darwin-arm64.node");
			case "darwin-x64":
				return require("../ampt-data.darwin-x64.node");
			case "linux-arm64-gnu":
				return require("../ampt-data.linux-arm64-gnu.node");
			case "linux-arm64-musl":
				return require("../ampt-data.linux-arm64-musl.node");
			case "linux-x64-gnu":
				return require("../ampt-data.linux-x64-gnu.node");
			case "linux-x64-musl":
				return require("../ampt-data.linux-x64-musl.node");
			case "win32-arm64-msvc":
				return require("../ampt-data.win32-arm64-msvc.node");
			case "win32-x64-msvc":
				return require("../ampt-data.win32-x64-msvc.node");
			default:
				// What a build makes on any other platform.
				return require("../ampt-data.node");
		}
	} catch (error) {
		failures.push(error);
	}
}

function installed(name) {
	try {
		switch (name) {
			case "darwin-arm64":
				return require("ampt-data-darwin-arm64");
			case "darwin-x64":
				return require("ampt-data-darwin-x64");
			case "linux-arm64-gnu":
				return require("ampt-data-linux-arm64-gnu");
			case "linux-arm64-musl":
				return require("ampt-data-linux-arm64-musl");
			case "linux-x64-gnu":
				return require("ampt-data-linux-x64-gnu");
			case "linux-x64-musl":
				return require("ampt-data-linux-x64-musl");
			case "win32-arm64-msvc":
				return require("ampt-data-win32-arm64-msvc");
			case "win32-x64-msvc":
				return require("ampt-data-win32-x64-msvc");
		}
	} catch (error) {
		failures.push(error);
	}
}

function load() {
	for (const name of candidates) {
		const native = beside(name) ?? installed(name);
		if (native !== undefined) return native;
	}
	throw noNativePart(candidates, failures);
}

module.exports = load();
