"use strict";

// The packages as a release publishes them, installed from a registry.

const fs = require("node:fs");
const path = require("node:path");
const { emptyProject, node, npm, project, published } = require("../support/packed");

beforeAll(published, 60_000);

const PROGRAM = 'require("ampt-data").data.set("a:1", 1).then(console.log)';

test("npm installs the main package and the package of this platform", async () => {
	const { platform } = await published();
	const folder = await project();
	const visible = fs.readdirSync(path.join(folder, "node_modules")).filter((name) => !name.startsWith("."));
	expect(visible.sort()).toEqual(["ampt-data", platform]);
	expect(node(folder, "-e", PROGRAM)).toBe("1\n");
	npm(folder, "ci", "--no-audit", "--no-fund");
	expect(node(folder, "-e", PROGRAM)).toBe("1\n");
});

test.each(["hoisted", "nested", "linked"])("under the name of the reference, %s", async (strategy) => {
	const folder = await emptyProject();
	npm(folder, "install", "--no-audit", "--no-fund", `--install-strategy=${strategy}`, "@ampt/data@npm:ampt-data");
	expect(node(folder, "-e", PROGRAM.replace("ampt-data", "@ampt/data"))).toBe("1\n");
});

test("npm installs the package of another platform where it is asked to, as for a function in the cloud", async () => {
	const folder = await emptyProject();
	npm(folder, "install", "--no-audit", "--no-fund", "--os=linux", "--cpu=arm64", "--libc=musl", "ampt-data");
	const visible = fs.readdirSync(path.join(folder, "node_modules")).filter((name) => !name.startsWith("."));
	expect(visible.sort()).toEqual(["ampt-data", "ampt-data-linux-arm64-musl"]);
});
