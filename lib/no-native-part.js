"use strict";

// Says why no binary could be loaded, and what to do.

const { plainError } = require("./errors");

/** The platforms for which releases have a binary. */
const RELEASED = [
	"darwin-arm64",
	"darwin-x64",
	"linux-arm64-gnu",
	"linux-arm64-musl",
	"linux-x64-gnu",
	"linux-x64-musl",
	"win32-arm64-msvc",
	"win32-x64-msvc",
];

const BUILD =
	"run 'npm ci && npm run build && npm pack' in a clone of its repository on a system like this one (it needs Rust), and install the " +
	"tarball that this makes";
const NOT_FOUND = ["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"];

/** The error for platforms of which this system is one, and for what was thrown when their binaries were loaded. */
function noNativePart(candidates, failures) {
	const platform = candidates.length === 1 ? candidates[0] : candidates.find((name) => name.endsWith(libc()));
	const refused = failures.find(({ code }) => !NOT_FOUND.includes(code));
	const error = plainError(`ampt-data cannot start on ${platform}: ${why(platform, refused)}`, "NO_NATIVE_PART");
	error.cause = refused ?? failures[0];
	return error;
}

function why(platform, refused) {
	if (/--allow-ffi/.test(refused?.message)) {
		return "this process may not load native addons. Start Deno with the option '--allow-ffi'.";
	}
	if (refused?.code === "ERR_DLOPEN_DISABLED") {
		return "this process may not load native addons. Start it with the option '--allow-addons', or without '--no-addons'.";
	}
	if (refused !== undefined)
		return `the system refuses the binary, because ${reason(refused)}. To make one that fits, ${BUILD}.`;
	if (!RELEASED.includes(platform)) return `there is no binary for this platform. To make one, ${BUILD}.`;
	return (
		`the package 'ampt-data-${platform}', which has the binary, is not installed. Install again without ` +
		"'--omit=optional'. If the lock file was made on another platform, delete it and 'node_modules' first. " +
		`Or ${BUILD}.`
	);
}

function reason({ message }) {
	const [, version] = /version [`'"]GLIBC_([\d.]+)' not found/.exec(message) ?? [];
	return version === undefined
		? `it says: ${message.split("\n")[0]}`
		: `it needs the GNU C library ${version} or later`;
}

/** How the name of a Linux platform ends. Where the runtime does not say, it is the GNU C library. */
function libc() {
	try {
		return process.report.getReport().header.glibcVersionRuntime === undefined ? "-musl" : "-gnu";
	} catch {
		// Deno asks for a permission.
		return "-gnu";
	}
}

module.exports = { noNativePart };
