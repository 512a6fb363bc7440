"use strict";

// What the tools of others find wrong with the manifests and the types of the packages: nothing.

const path = require("node:path");
const { installTools, node, published } = require("../support/packed");

const bin = (name, file) => path.join(__dirname, "node_modules", name, file);

let tarballs;
beforeAll(async () => {
	installTools(__dirname);
	({ tarballs } = await published());
}, 300_000);

test.each(["main", "platform"])("publint has no complaint about the %s package", (which) => {
	expect(node(__dirname, bin("publint", "src/cli.js"), tarballs[which], "--strict")).toContain("All good!");
});

test("@arethetypeswrong/cli resolves the types in every mode", () => {
	const output = node(__dirname, bin("@arethetypeswrong/cli", "dist/index.js"), tarballs.main, "--format", "json");
	const { analysis, problems } = JSON.parse(output);
	expect([Object.keys(analysis.entrypoints), problems ?? {}]).toEqual([[".", "./explorer", "./package.json"], {}]);
});
