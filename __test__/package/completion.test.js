"use strict";

// How much TypeScript works on reads of a wide type, which decides how fast an editor completes them. The number of
// instantiations is the same on every machine.

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { library } = require("../support/programs");
const { temporaryFolder } = require("../support/store");

/** An interface of 100 attributes of all kinds. */
const KINDS = [
	"string",
	"number",
	"boolean",
	"string[]",
	"Set<string>",
	"{ city: string; place: { lat: number; lon: number } }",
	'"open" | "closed"',
	"number | null",
	"Uint8Array",
	"string | undefined",
];
const WIDE = `interface Wide {
	${Array.from({ length: 100 }, (_, index) => `a${index}: ${KINDS[index % KINDS.length]};`).join("\n\t")}
}`;

const CALLS = [
	`await data.get<Wide>("w:1")`,
	`await data.get<Wide>("w:1" as string)`,
	`(await data.get("w:1"))?.a0?.b`,
	`await data.get<Wide>("w:*", { filter: { a0: "x", a1: { $gt: 5 }, a5: { place: { lat: 1 } } }, labels: { label1: "x" } })`,
	`await data.get<Wide, "a0" | "a1">("w:*", { attributes: ["a0", "a1"], meta: true })`,
	`await data.get<Wide>("w:*", { attributes: ["a0", "a1"] })`,
	`await data.getByLabel<Wide>("label1", "x:*", { filter: { $or: [{ a2: true }, { a3: { $contains: "x" } }] }, keysOnly: true })`,
	`for await (const { value } of data.iterate<Wide>("w:*", { filter: { a7: null }, version: true })) value.a0`,
	`await data.count<Wide>("w:*", { filter: { a6: "open" } })`,
	`await data.removeAll<Wide>("w:*", { filter: { a9: { $exists: false } } })`,
];

/** A collection with a schema of that type, and calls of it. */
const COLLECTION = `declare const schema: StandardSchema<Wide>;
const wide = data.collection("w", {
	schema,
	key: "a0",
	labels: { label1: "x-\${a0}:\${a1}", label2: ({ a6 }) => a6 },
	unique: ["a0", "a8"],
})`;
const CALLS_OF_COLLECTION = [
	`await wide.update("x", { a0: "y", a9: undefined }, { if: { a1: { $gt: 5 } } })`,
	`await wide.update("x", (value) => ({ ...value, a1: 6 }))`,
	`await wide.getBy("a0", "x")`,
	`await wide.get(">k", { filter: { a5: { city: "Oslo" } }, version: true })`,
	`for await (const { value } of wide.iterate("*", { attributes: ["a0", "a1"] })) value.a0`,
];

let folder;
let without;
beforeAll(() => {
	folder = temporaryFolder();
	fs.mkdirSync(path.join(folder, "node_modules"));
	fs.symlinkSync(library, path.join(folder, "node_modules", "ampt-data"), "dir");
	fs.writeFileSync(path.join(folder, "package.json"), "{}");
	without = instantiations();
});

/** The number of instantiations that a program takes. */
function instantiations(...lines) {
	const text = `import { type StandardSchema, data } from "ampt-data";\n${WIDE}\n${lines.join(";\n")};\nexport { data, type StandardSchema, type Wide };\n`;
	fs.writeFileSync(path.join(folder, "calls.mts"), text);
	const compilerOptions = {
		target: "es2022",
		module: "nodenext",
		types: [],
		strict: true,
		noEmit: true,
		skipLibCheck: true,
	};
	fs.writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["calls.mts"] }));
	const compiler = path.join(library, "node_modules/typescript/bin/tsc");
	const output = execFileSync(process.execPath, [compiler, "-p", folder, "--extendedDiagnostics"], {
		encoding: "utf8",
	});
	return Number(/^Instantiations: *(\d+)$/m.exec(output)[1]);
}

test.each(CALLS)("%s", (call) => {
	expect(instantiations(call) - without).toBeLessThan(2000);
});

test("the definition of a collection", () => {
	expect(instantiations(COLLECTION) - without).toBeLessThan(8000);
});

test.each(CALLS_OF_COLLECTION)("%s", (call) => {
	expect(instantiations(COLLECTION, call) - instantiations(COLLECTION)).toBeLessThan(2000);
});
