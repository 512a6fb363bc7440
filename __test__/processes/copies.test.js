"use strict";

// Two copies of the package in one process. The second must not open a folder that the first has open.

const fs = require("node:fs");
const path = require("node:path");
const { temporaryFolder } = require("../support/store");
const { library, run } = require("../support/programs");

/** A second copy, as `npm install` creates for an alias or another version. */
function copyOfPackage() {
	const copy = path.join(temporaryFolder(), "node_modules", "ampt-data");
	fs.mkdirSync(copy, { recursive: true });
	const native = fs.readdirSync(library).filter((name) => name.endsWith(".node"));
	for (const name of ["index.js", "dist", "package.json", ...native]) {
		fs.cpSync(path.join(library, name), path.join(copy, name), { recursive: true });
	}
	return copy;
}

test("a second copy is refused with both paths, even in a worker, and the first loses nothing", async () => {
	const url = `file:${temporaryFolder()}`;
	const copy = copyOfPackage();
	const [code, message, inWorker, sum, afterwards] = await run(
		url,
		`
		await data.set("n", 0);
		const other = require(${JSON.stringify(copy)}).Data;
		const refused = await other.open(${JSON.stringify(url)}).get("n").catch((error) => error);
		say(refused.code);
		say(refused.message);
		const { Worker } = require("node:worker_threads");
		const worker = new Worker(\`
			const { Data } = require(${JSON.stringify(copy)});
			Data.open(${JSON.stringify(url)}).get("n").catch((error) => require("node:worker_threads").parentPort.postMessage(error.code));
		\`, { eval: true });
		say(await new Promise((resolve) => worker.once("message", resolve)));
		for (let i = 0; i < 100; i++) await data.add("n", 1);
		say(String(await data.get("n")));
		await data.close();
		const now = other.open(${JSON.stringify(url)});
		say(String(await now.add("n", 1)));
		await now.close();
		`,
	);
	expect(code).toBe("STORE_OPEN_TWICE");
	expect(message).toContain(copy);
	expect(message).toContain(library);
	expect(inWorker).toBe("STORE_OPEN_TWICE");
	expect(sum).toBe("100");
	expect(afterwards).toBe("101");
}, 60_000);
