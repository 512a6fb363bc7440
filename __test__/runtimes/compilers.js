"use strict";

// TypeScript, from the first version that many projects still have to the newest, for every way to resolve modules.

const path = require("node:path");
const { library } = require("../support/programs");
const { execute, folderIn } = require("./projects");

const VERSIONS = ["5.4", "5.9", "6", "7"];
const RESOLUTIONS = {
	node16: { module: "node16", moduleResolution: "node16" },
	nodenext: { module: "nodenext", moduleResolution: "nodenext" },
	bundler: { module: "esnext", moduleResolution: "bundler" },
};

/** A program that knows the types, and is refused where it is wrong. */
const BODY = `
interface User { name: string; visits: number; tags?: string[] }
class Repository<T extends object> {
	constructor(readonly collection: string) {}
	get(name: string): Promise<T | undefined> { return data.get<T>(\`\${this.collection}:\${name}\`); }
	merge(name: string, part: Partial<T>): Promise<T> { return data.set<T>(\`\${this.collection}:\${name}\`, part); }
}
const users = new Repository<User>("users");
async function main() {
	await data.set<User>("users:jane", { name: "Jane", visits: 1 }, { overwrite: true });
	const jane: User = await users.merge("jane", { visits: 2 });
	const count: number = await data.transaction(async (tx) => (await tx.get<User>("users:jane"))?.visits ?? 0);
	const untyped = await data.get("users:jane");
	const city = untyped?.address?.city;
	const page = await data.get<User>("users:*", { filter: { visits: { $gte: 2 } }, meta: true });
	const created: Date | undefined = page.items[0]?.created;
	const key: string = "users:jane";
	// @ts-expect-error a string may be an expression
	(await data.get<User>(key))?.name;
	// @ts-expect-error a function cannot be stored
	() => data.set("k", { run: () => 1 });
	try {
		await data.set("users:jane", { name: "Joe" }, { exists: false });
	} catch (error) {
		const { code } = error as DataError<User>;
		console.log(JSON.stringify([jane, count, city === undefined, created instanceof Date, code]));
	}
	await byDefault.close();
}
void main();
`;
const OUTPUT = [{ name: "Jane", visits: 2 }, 2, true, true, "ITEM_EXISTS"];
const IMPORT = 'import byDefault, { type DataError, data } from "ampt-data";';
const CONSOLE = "declare const console: { log(text: string): void };";

const compilerCase = (version, resolution) => [
	`TypeScript ${version}: ${resolution}`,
	async () => {
		const kinds = resolution === "bundler" ? { "app.ts": "app.js" } : { "app.mts": "app.mjs", "app.cts": "app.cjs" };
		const compilerOptions = {
			...RESOLUTIONS[resolution],
			target: "es2022",
			lib: ["es2022"],
			types: [],
			strict: true,
			exactOptionalPropertyTypes: true,
			outDir: "out",
			rootDir: ".",
		};
		const files = Object.fromEntries(Object.keys(kinds).map((name) => [name, IMPORT + BODY]));
		const folder = await folderIn(`TypeScript ${version}`, {
			...files,
			"package.json": '{ "name": "application", "private": true, "type": "module" }',
			"console.d.ts": CONSOLE,
			"tsconfig.json": JSON.stringify({ compilerOptions, files: [...Object.keys(files), "console.d.ts"] }),
		});
		await execute(folder, process.execPath, [compiler(version), "-p", "."]);
		for (const program of Object.values(kinds)) {
			expect(JSON.parse(await execute(folder, process.execPath, [path.join("out", program)]))).toEqual(OUTPUT);
		}
	},
];

const compiler = (version) => path.join(__dirname, `node_modules/typescript-${version}/bin/tsc`);

/** All that the types promise, for the oldest compiler and the last one in JavaScript; `npm run test:types` uses the newest. */
const typesCase = (version) => [
	`TypeScript ${version}: the type tests`,
	async () => {
		const folder = path.join(library, "__test__/types");
		for (const project of [folder, path.join(folder, "string-keys")]) {
			await execute(folder, process.execPath, [compiler(version), "-p", project]);
		}
	},
];

module.exports = {
	compilers: [
		...VERSIONS.flatMap((version) => Object.keys(RESOLUTIONS).map((resolution) => compilerCase(version, resolution))),
		...["5.4", "6"].map(typesCase),
	],
};
