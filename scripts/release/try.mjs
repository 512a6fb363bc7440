// Installs packages from their tarballs into an empty project and runs programs there.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "../prepare.mjs";

const SCRIPT = `
interface User { name: string; visits?: number }
async function main(): Promise<void> {
	await data.set<User>("users:jane", { name: "Jane" });
	const user: User | undefined = await data.get<User>("users:jane");
	console.log(JSON.stringify(user));
}
void main();`;
const PROGRAMS = {
	"program.cjs": `const { data } = require("ampt-data");
data.set("users:jane", { name: "Jane" }).then(async () => console.log(JSON.stringify(await data.get("users:jane"))));`,
	"program.mjs": `import { data } from "ampt-data";
await data.set("users:jane", { name: "Jane" });
console.log(JSON.stringify(await data.get("users:jane")));`,
	"typed.mts": `import { data } from "ampt-data";${SCRIPT}`,
	"typed.cts": `import { data } from "ampt-data";${SCRIPT}`,
	"globals.d.ts": "declare const console: { log(text: string): void };",
};
const COMPILER = { module: "nodenext", target: "es2022", lib: ["es2022"], strict: true, types: [], rootDir: "." };

/** Installs tarballs into an empty folder and gives the name of each thing that works. Throws at the first that does not. */
export function* tryPackages(folder, tarballs) {
	for (const [name, text] of Object.entries(PROGRAMS)) fs.writeFileSync(path.join(folder, name), text);
	fs.writeFileSync(path.join(folder, "package.json"), '{ "private": true }');
	const files = ["typed.mts", "typed.cts", "globals.d.ts"];
	fs.writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: COMPILER, files }));
	// A shell, because npm is a script on Windows. Offline, because the packages of other platforms are not needed.
	const install = `npm install --offline --no-audit --no-fund ${tarballs.map((file) => JSON.stringify(file)).join(" ")}`;
	execFileSync(install, { cwd: folder, shell: true, stdio: ["ignore", "ignore", "inherit"] });

	const node = (...args) => {
		const env = { ...process.env, AMPT_DATA_URL: "file:./store", NODE_OPTIONS: "" };
		try {
			return execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8", env, stdio: "pipe" });
		} catch (error) {
			throw new Error(`node ${args.join(" ")} fails:\n${error.stdout}${error.stderr}`);
		}
	};
	const prints = (file) => {
		const output = node(file).trim();
		if (output !== '{"name":"Jane"}') throw new Error(`${file} prints '${output}'.`);
	};
	prints("program.cjs");
	yield "CommonJS";
	prints("program.mjs");
	yield "ES modules";
	node(path.join(root, "node_modules/typescript/bin/tsc"), "-p", ".");
	prints("typed.mjs");
	prints("typed.cjs");
	yield "TypeScript";
	node("node_modules/ampt-data/dist/cli/main.mjs", "--version");
	yield "The command line";
}
