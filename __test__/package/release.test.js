"use strict";

// `npm run release -- --dry-run` with the binary of this platform: it packs, checks and tries what a release publishes, and
// finds what would be wrong with one.

const fs = require("node:fs");
const path = require("node:path");
const { library } = require("../support/programs");
const { binary, copy, edit, release, version } = require("../support/release");
const { temporaryFolder } = require("../support/store");

// Each test starts several programs, of which some wait for a disk.
jest.setTimeout(180_000);

test("a dry run makes packages that work, and says what a release also needs", () => {
	const folder = temporaryFolder();
	const known = { GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "someone/ampt-data" };
	const { status, output } = release(library, ["--dry-run", "--binaries", ".", "--to", folder], known);
	expect([status, output]).toEqual([0, expect.stringContaining("TypeScript: works with Node.js")]);
	expect(output.match(/ampt-data\.[\w-]+\.node is missing\./g)).toHaveLength(7);
	expect(output).not.toContain("URL of the repository");

	const main = JSON.parse(fs.readFileSync(path.join(folder, "ampt-data/package.json"), "utf8"));
	expect(main.repository.url).toBe("git+https://github.com/someone/ampt-data.git");
	const reliability = fs.readFileSync(path.join(folder, "ampt-data/docs/reliability.md"), "utf8");
	expect(reliability).toContain(`](https://github.com/someone/ampt-data/blob/v${version}/__test__/`);
	const platform = binary.slice("ampt-data.".length, -".node".length);
	expect(fs.readdirSync(path.join(folder, platform)).sort()).toEqual(
		["LICENSE-APACHE", "LICENSE-MIT", "README.md", binary, "licenses.txt", "package.json"].sort(),
	);
	const licenses = fs.readFileSync(path.join(folder, platform, "licenses.txt"), "utf8");
	expect(licenses).toMatch(/^heed \S+ \(MIT\)$/m);
	expect(licenses).toContain("OpenLDAP Foundation");
	expect(licenses).not.toMatch(/^proptest /m);
	expect(JSON.parse(fs.readFileSync(path.join(folder, platform, "package.json"), "utf8"))).toMatchObject({
		name: `ampt-data-${platform}`,
		version,
		main: binary,
		os: [process.platform],
		cpu: [process.arch],
	});
});

test("a release with a binary missing publishes nothing", () => {
	const { status, output } = release(library, ["--binaries", ".", "--to", temporaryFolder()]);
	expect([status, output]).toEqual([1, expect.stringMatching(/Nothing is published:.*\.node is missing\./s)]);
});

test.each([
	["a version differs", "Cargo.toml has the version 9.9.9", (it) => edit(it, "Cargo.toml", `"${version}"`, '"9.9.9"')],
	[
		"the changelog says nothing",
		"CHANGELOG.md has no entry",
		(it) => edit(it, "CHANGELOG.md", `## ${version}`, "## 0.0.0"),
	],
	[
		"a binary is one of another platform",
		"ampt-data.darwin-x64.node was not built for darwin-x64.",
		(it) => fs.copyFileSync(path.join(it, binary), path.join(it, "ampt-data.darwin-x64.node")),
	],
	[
		"a file does not belong into the package",
		"has docs/notes.txt, which no package should have",
		(it) => fs.writeFileSync(path.join(it, "docs/notes.txt"), ""),
	],
	[
		"the package does not work",
		"program.cjs fails",
		(it) => fs.writeFileSync(path.join(it, "lib/index.js"), 'throw new Error("broken")'),
	],
])("a dry run fails if %s", (_, message, spoil) => {
	const checkout = copy();
	spoil(checkout);
	const { status, output } = release(checkout, ["--dry-run", "--binaries", "."]);
	expect([status, output]).toEqual([1, expect.stringContaining(message)]);
});

test("the workflow builds and tries every platform, with every version of Node.js that is supported", () => {
	const workflow = fs.readFileSync(path.join(library, ".github/workflows/release.yml"), "utf8");
	const { napi } = JSON.parse(fs.readFileSync(path.join(library, "package.json"), "utf8"));
	const [build, tries] = workflow.split(/^ {2}try:$/m);
	const built = [...build.matchAll(/\{ platform: ([\w-]+), runner/g)].map(([, name]) => name).sort();
	expect(new Set(built).size).toBe(napi.targets.length);
	expect([...tries.matchAll(/^ {10}- ([\w-]+)$/gm)].map(([, name]) => name).sort()).toEqual(built);
	expect([...tries.matchAll(/\{ platform: ([\w-]+), runner/g)].map(([, name]) => name).sort()).toEqual(built);
	expect(tries).toContain("node: [20, 22, 24]");
	const loader = fs.readFileSync(path.join(library, "lib/native.js"), "utf8");
	for (const name of built) expect(loader).toContain(`require("ampt-data-${name}")`);
});

test("arguments that make no sense are refused, and no folder with files is touched", () => {
	const folder = temporaryFolder();
	fs.writeFileSync(path.join(folder, "precious"), "");
	expect(release(library, ["--dry-run", "--to", folder])).toMatchObject({
		status: 1,
		output: expect.stringContaining("empty"),
	});
	expect(fs.readdirSync(folder)).toEqual(["precious"]);
	expect(release(library, ["--dryrun"])).toMatchObject({ status: 1, output: expect.stringContaining("--dryrun") });
	expect(release(library, ["--binaries", "absent"])).toMatchObject({
		status: 1,
		output: expect.stringContaining("no folder absent"),
	});
});
