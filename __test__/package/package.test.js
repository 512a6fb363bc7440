"use strict";

// The self-contained package, as `npm run build && npm pack` makes it, installed under the name of the reference.

const fs = require("node:fs");
const path = require("node:path");
const { library } = require("../support/programs");
const packed = require("../support/packed");
const { temporaryFolder } = require("../support/store");

let project;
let tarball;

beforeAll(() => {
	project = temporaryFolder();
	[tarball] = JSON.parse(packed.npm(library, "pack", "--json", "--pack-destination", project));
	write("package.json", JSON.stringify({ name: "application", private: true }));
	packed.npm(project, "install", "--offline", "--no-audit", "--no-fund", `@ampt/data@file:${tarball.filename}`);
}, 120_000);

const write = (name, text) => packed.write(project, name, text);
const node = (...args) => packed.node(project, ...args);

test("the tarball contains its binary and nothing to install", () => {
	expect(tarball.files.filter((file) => file.path.endsWith(".node"))).toHaveLength(1);
	const manifest = JSON.parse(fs.readFileSync(path.join(project, "node_modules/@ampt/data/package.json"), "utf8"));
	expect([manifest.dependencies, manifest.optionalDependencies]).toEqual([undefined, undefined]);
	const visible = fs.readdirSync(path.join(project, "node_modules")).filter((name) => !name.startsWith("."));
	expect(visible).toEqual(["@ampt"]);
	expect(fs.readdirSync(path.join(project, "node_modules/@ampt"))).toEqual(["data"]);
});

test("CommonJS", () => {
	write(
		"app.cjs",
		`const { data, Data, Labels, ValidationError, default: byDefault } = require("@ampt/data");
		(async () => {
			await data.set("cjs:1", { a: 1 });
			console.log(JSON.stringify([await data.get("cjs:*"), byDefault === data, typeof Data.open, Labels.label1, ValidationError.name, Data.name]));
		})();`,
	);
	expect(JSON.parse(node("app.cjs"))).toEqual([
		{ items: [{ key: "cjs:1", value: { a: 1 } }] },
		true,
		"function",
		"label1",
		"ValidationError",
		"Data",
	]);
	expect(fs.existsSync(path.join(project, ".ampt/data/data.mdb"))).toBe(true);
});

test("ES modules", () => {
	write(
		"app.mjs",
		`import byDefault, { data, Data, Labels, ValidationError } from "@ampt/data";
		await data.set("esm:1", "x");
		console.log(JSON.stringify([await data.get("esm:1"), byDefault === data, Labels.label5]));`,
	);
	expect(JSON.parse(node("app.mjs"))).toEqual(["x", true, "label5"]);
});

test("TypeScript, as CommonJS and ES modules, without any other types", () => {
	const tsc = path.join(library, "node_modules/typescript/bin/tsc");
	const body = `
		interface User { name: string; age?: number }
		async function main(): Promise<void> {
			const user: User = await data.set<User>("users:jane", { name: "Jane" });
			const found: User | undefined = await data.get<User>("users:jane");
			const page = await data.get<User>("users:*", { limit: 10 });
			console.log(JSON.stringify([user, found, page.items.length]));
		}
		void main();`;
	write("ts/module.mts", `import { data } from "@ampt/data";${body}`);
	write("ts/common.cts", `import { data } from "@ampt/data";${body}`);
	const options = { module: "nodenext", target: "es2022", lib: ["es2022"], strict: true, types: [], outDir: "out" };
	const compilerOptions = { ...options, rootDir: "." };
	write("ts/tsconfig.json", JSON.stringify({ compilerOptions, files: ["module.mts", "common.cts", "globals.d.ts"] }));
	write("ts/globals.d.ts", "declare const console: { log(text: string): void };");
	node(tsc, "-p", "ts");
	for (const file of ["ts/out/module.mjs", "ts/out/common.cjs"]) {
		expect(JSON.parse(node(file))).toEqual([{ name: "Jane" }, { name: "Jane" }, 1]);
	}
});

test("jest with several workers on one store", () => {
	const jest = path.join(library, "node_modules/jest/bin/jest.js");
	for (let file = 0; file < 4; file++) {
		write(
			`tests/file${file}.test.js`,
			`const { data, ValidationError } = require("@ampt/data");
			test("counts", async () => {
				for (let i = 0; i < 25; i++) await data.add("jest:count", 1);
				await data.set("jest:file${file}", { at: ${file}, list: [1] });
				expect(await data.get("jest:file${file}")).toEqual({ at: ${file}, list: [1] });
				expect(await data.get("jest:file${file}", true)).toMatchObject({ created: expect.any(Date) });
				await expect(data.get("")).rejects.toBeInstanceOf(ValidationError);
				await expect(data.get("")).rejects.toBeInstanceOf(Error);
			});`,
		);
	}
	node(jest, "--rootDir", path.join(project, "tests"), "--maxWorkers", "3", "--silent");
	write("count.cjs", `require("@ampt/data").data.get("jest:count").then(console.log)`);
	expect(node("count.cjs").trim()).toBe("100");
});

test("a worker thread", () => {
	write(
		"worker.mjs",
		`import { Worker, isMainThread } from "node:worker_threads";
		import { fileURLToPath } from "node:url";
		import { data } from "@ampt/data";
		if (isMainThread) {
			await data.set("worker", "main");
			await new Promise((resolve) => new Worker(fileURLToPath(import.meta.url)).on("exit", resolve));
			console.log(await data.get("worker"));
		} else {
			await data.set("worker", (await data.get("worker")) + " and worker");
		}`,
	);
	expect(node("worker.mjs").trim()).toBe("main and worker");
});
