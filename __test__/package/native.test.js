"use strict";

// How the package finds its binary, and what it says if it finds none that the system takes.

const fs = require("node:fs");
const path = require("node:path");
const { library } = require("../support/programs");
const { node, npm, emptyProject, project, published } = require("../support/packed");

const BUILD = "run 'npm ci && npm run build && npm pack' in a clone of its repository";

let platform;
beforeAll(async () => {
	({ platform } = await published());
}, 60_000);

const installed = (folder, name) => path.join(folder, "node_modules", name);
const binaryIn = (folder) => installed(folder, `${platform}/ampt-data.${platform.slice("ampt-data-".length)}.node`);

/** The error with which the package of a project does not load. `before` is code that runs before. */
function refusal(folder, before = "", ...options) {
	const program = `${before}; try { require("ampt-data"); } catch ({ code, message, cause }) {
		console.log(JSON.stringify({ code, message, cause: cause.message }));
	}`;
	return JSON.parse(node(folder, ...options, "-e", program));
}

function pretend(name) {
	const [os, arch] = name.split("-");
	return `Object.defineProperties(process, { platform: { value: "${os}" }, arch: { value: "${arch}" } })`;
}

test("the loader names the binaries and packages of all platforms, and the errors know them", () => {
	const { napi } = JSON.parse(fs.readFileSync(path.join(library, "package.json"), "utf8"));
	const names = JSON.parse(
		node(library, "-p", 'import("./scripts/platforms.mjs").then((m) => console.log(JSON.stringify(m.platforms)))')
			.split("\n")
			.find((line) => line.startsWith("[")),
	).map(({ name }) => name);
	expect(names).toHaveLength(napi.targets.length);
	const bundle = fs.readFileSync(path.join(library, "dist/index.js"), "utf8");
	const found = (pattern) => [...bundle.matchAll(pattern)].map(([, name]) => name).sort();
	expect(found(/case "([a-z0-9-]+)":\s+return require\("\.\.\/ampt-data\.\1\.node"\)/g)).toEqual(names.toSorted());
	expect(found(/case "([a-z0-9-]+)":\s+return require\("ampt-data-\1"\)/g)).toEqual(names.toSorted());
	expect(found(/^ {6}"((?:darwin|linux|win32)-[a-z0-9-]+)",?$/gm)).toEqual(names.toSorted());
});

test("without the optional package", async () => {
	const folder = await emptyProject();
	npm(folder, "install", "--no-audit", "--no-fund", "--omit=optional", "ampt-data");
	const { code, message } = refusal(folder);
	expect([code, message]).toEqual(["NO_NATIVE_PART", expect.stringContaining(`'${platform}', which has the binary,`)]);
	expect(message).toContain("'--omit=optional'");
	expect(message).toContain(BUILD);
});

test("with the package for the other C library of Linux, if the system takes it", async () => {
	const folder = await project();
	const [gnu, musl] = ["gnu", "musl"].map((libc) => installed(folder, `ampt-data-linux-${process.arch}-${libc}`));
	fs.renameSync(gnu, musl);
	expect(node(folder, "-e", 'require("ampt-data").data.set("a", 1).then(console.log)')).toBe("1\n");
});

test("with the packages of another platform, as from its 'node_modules'", async () => {
	const folder = await project();
	const { code, message } = refusal(folder, pretend("darwin-arm64"));
	expect([code, message]).toEqual(["NO_NATIVE_PART", expect.stringContaining("'ampt-data-darwin-arm64', which has")]);
});

test("on a platform for which there is no binary, until someone builds one", async () => {
	const folder = await project();
	const { code, message } = refusal(folder, pretend("freebsd-riscv64"));
	expect([code, message]).toEqual([
		"NO_NATIVE_PART",
		expect.stringContaining("on freebsd-riscv64: there is no binary"),
	]);
	expect(message).toContain(BUILD);

	fs.copyFileSync(binaryIn(folder), installed(folder, "ampt-data/ampt-data.node"));
	const program = `${pretend("freebsd-riscv64")}; require("ampt-data").data.set("a", 1).then(console.log)`;
	expect(node(folder, "-e", program)).toBe("1\n");
});

test("with a binary that needs a newer C library, that is damaged, or that Node.js may not load", async () => {
	const folder = await project();
	const binary = fs.readFileSync(binaryIn(folder));
	const start = "ampt-data cannot start on";

	// The system compares the names of versions, and none has this one.
	const [needed] = /GLIBC_2\.\d\d\b/.exec(binary.toString("latin1"));
	const newer = Buffer.from(binary.toString("latin1").replaceAll(needed, "GLIBC_9.99"), "latin1");
	fs.writeFileSync(binaryIn(folder), newer);
	const old = refusal(folder);
	expect([old.code, old.message]).toEqual(["NO_NATIVE_PART", expect.stringContaining(start)]);
	expect(old.message).toContain("because it needs the GNU C library 9.99 or later. To make one that fits, run");

	fs.writeFileSync(binaryIn(folder), "damaged");
	const damaged = refusal(folder);
	expect([damaged.code, damaged.message]).toEqual(["NO_NATIVE_PART", expect.stringContaining(start)]);
	expect(damaged.message).toContain(`because it says: ${damaged.cause}`);

	fs.writeFileSync(binaryIn(folder), binary);
	const forbidden = refusal(folder, "", "--no-addons");
	expect([forbidden.code, forbidden.message]).toEqual(["NO_NATIVE_PART", expect.stringContaining("'--allow-addons'")]);
	expect(node(folder, "-e", 'require("ampt-data").data.set("a", 1).then(console.log)')).toBe("1\n");
});
