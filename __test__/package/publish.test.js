"use strict";

// A whole release, with programs in place of npm's registry: nothing is missing, and what is published is only noted.

const fs = require("node:fs");
const path = require("node:path");
const { binary, commit, copy, edit, git, release, version } = require("../support/release");
const { temporaryFolder } = require("../support/store");

jest.setTimeout(180_000);

/** The first bytes of a binary for each other system, and where the number of its machine is. */
const HEADERS = {
	linux: { mark: "7f454c46", machine: 18 },
	darwin: { mark: "cffaedfe", machine: 4 },
	win32: { mark: "4d5a", machine: 68 },
};
const MACHINES = {
	linux: { x64: "3e00", arm64: "b700" },
	darwin: { x64: "07000001", arm64: "0c000001" },
	win32: { x64: "6486", arm64: "64aa" },
};

/** A file that looks like a binary for a platform. */
function likeBinary(platform) {
	const [os, arch, flavor] = platform.split("-");
	const { mark, machine } = HEADERS[os];
	const bytes = Buffer.alloc(128);
	bytes.write(mark, 0, "hex");
	bytes.write(MACHINES[os][arch], machine, "hex");
	if (os === "win32") bytes.writeUInt32LE(64, 60);
	if (flavor === "gnu") bytes.write("GLIBC_2.17", 80);
	return bytes;
}

/** Programs that are called in place of npm and Cargo: npm notes what it publishes, and Cargo knows no crates. */
function programs(log) {
	const folder = temporaryFolder();
	const paths = process.env.PATH.split(path.delimiter);
	const npm = paths.map((each) => path.join(each, "npm")).find((file) => fs.existsSync(file));
	const addon = { id: "a", name: "ampt-data", source: null, targets: [] };
	const metadata = { packages: [addon], resolve: { nodes: [{ id: "a", deps: [] }] } };
	const scripts = {
		npm: `case "$1" in
			view) grep -qx "$2" ${log} ;;
			publish) test ! -e ${log}.broken && echo "$(basename "$2" .tgz | sed 's/-\\([0-9.]*\\)$/@\\1/')" >> ${log} ;;
			*) exec ${npm} "$@" ;;
		esac`,
		cargo: `echo '${JSON.stringify(metadata)}'`,
	};
	for (const [name, script] of Object.entries(scripts)) {
		fs.writeFileSync(path.join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
	}
	return [folder, ...paths].join(path.delimiter);
}

/** A copy of this checkout from which a release can be made. */
function ready() {
	const checkout = copy();
	const replace = (file, pattern, to) => {
		const name = path.join(checkout, file);
		fs.writeFileSync(name, fs.readFileSync(name, "utf8").replace(pattern, to));
	};
	replace("CHANGELOG.md", /^(## \S+ — ).*$/m, "$12026-01-01");
	for (const page of ["README.md", ...fs.readdirSync(path.join(checkout, "docs")).map((name) => `docs/${name}`)]) {
		if (page.endsWith(".md")) replace(page, /\bon npm\b/g, "in the registry");
	}
	// The binary of this machine was built for this machine.
	edit(checkout, "scripts/release/binary.mjs", 'const GLIBC = "2.28"', 'const GLIBC = "2.999"');
	const workflow = fs.readFileSync(path.join(checkout, ".github/workflows/release.yml"), "utf8");
	const names = [...new Set([...workflow.matchAll(/\{ platform: ([\w-]+),/g)].map(([, name]) => name))];
	for (const name of names) {
		const file = path.join(checkout, `ampt-data.${name}.node`);
		if (path.basename(file) !== binary) fs.writeFileSync(file, likeBinary(name));
	}
	commit(checkout);
	git(checkout, "tag", `v${version}`);
	return { checkout, names };
}

test("a release publishes every platform and then the package; one that stopped goes on where it was", () => {
	const { checkout, names } = ready();
	const log = path.join(temporaryFolder(), "published");
	const env = {
		PATH: programs(log),
		GITHUB_SERVER_URL: "https://github.com",
		GITHUB_REPOSITORY: "someone/ampt-data",
	};
	const published = () => fs.readFileSync(log, "utf8").trim().split("\n");
	const expected = [...names.map((name) => `ampt-data-${name}@${version}`).sort(), `ampt-data@${version}`];

	// A registry that has taken one package and takes no other.
	fs.writeFileSync(log, `${expected[2]}\n`);
	fs.writeFileSync(`${log}.broken`, "");
	expect(release(checkout, ["--binaries", "."], env).status).toBe(1);
	expect(published()).toEqual([expected[2]]);

	fs.rmSync(`${log}.broken`);
	const { status, output } = release(checkout, ["--binaries", "."], env);
	expect([status, output]).toEqual([0, expect.stringContaining(`${expected[2]} is published already.`)]);
	expect(published().at(-1)).toBe(`ampt-data@${version}`);
	expect(published().sort()).toEqual(expected.sort());

	// What is not committed is not what the tag says.
	fs.writeFileSync(path.join(checkout, "notes.txt"), "");
	expect(release(checkout, ["--binaries", "."], env)).toMatchObject({
		status: 1,
		output: expect.stringContaining("changes that are not committed"),
	});
});
