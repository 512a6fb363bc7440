// Compares the commands that move all items with loops that a script would have: whole programs, from start to end.

import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Data } from "../../index.mjs";
import { withFolder } from "../cleanup.mjs";
import { document, range } from "../document.mjs";
import { versionOf } from "../machine.mjs";
import { measure, OURS } from "../results.mjs";
import { withTable } from "../server.mjs";

const LMDB = "lmdb, a loop";
const DOCUMENTS = "document client, a loop";
/** The commands get this share of the items, and a table the same share of that. */
const SHARE = 1 / 5;
const MOST_ROUNDS = 3;
/** Items that are made at once. */
const CHUNK = 10_000;
/** Megabytes that a command may take, whatever it moves. */
const MOST_MEMORY = 150;

const root = fileURLToPath(new URL("../..", import.meta.url));
const COMMANDS = ["export", "import", "copy", "copy to a table"];

const roundsOf = ({ rounds }) => Math.min(rounds, MOST_ROUNDS);

export const steps = (options) => roundsOf(options) * COMMANDS.length + 1;

export async function run(options) {
	const [items, onTable] = [options.items * SHARE, options.items * SHARE * SHARE];
	const [taken, missing] = [new Map(), new Map()];
	const note = (command, name, { seconds, megabytes }, count) => {
		const figures = taken.get(command) ?? new Map();
		const { times, peaks } = figures.get(name) ?? { times: [], peaks: [] };
		figures.set(name, { times: [...times, (seconds * 1e6) / count], peaks: [...peaks, megabytes] });
		taken.set(command, figures);
	};
	await withFolder(options.folder, async (folder) => {
		const at = (name) => path.join(folder, name);
		const url = (name) => `file:${at(name)}`;
		options.step("filling the stores");
		await fill(url("source"), items);
		await fill(url("small"), onTable);
		await ampt("export", "--url", url("source"), "-o", at("all.ndjson"));
		await linesOf(at("all.ndjson"), at("lines"), items);
		await linesOf(at("all.ndjson"), at("few"), onTable);
		for (let round = 1; round <= roundsOf(options); round++) {
			for (const command of COMMANDS) {
				options.step(`${command}, round ${round}`);
				await RUNS[command]({ at, url, items, onTable, note, missing });
			}
		}
	});
	const versions = ["lmdb", "@aws-sdk/lib-dynamodb"].map((id) => [id, versionOf(id)]);
	return {
		measures: measuresOf(taken),
		missing: [...missing].map(([name, reason]) => ({ name, reason })),
		versions: Object.fromEntries(missing.has(LMDB) ? versions.slice(1) : versions),
		notes: {
			transfer: `${items.toLocaleString("en")} items, ${onTable.toLocaleString("en")} to the table, whose server uses the same cores`,
			copy: "compares both stores at its end, which takes about half of its time",
		},
	};
}

const RUNS = {
	export: async ({ at, url, items, note, missing }) => {
		note("export", OURS, await ampt("export", "--url", url("source"), "-o", at("all.ndjson"), "--force"), items);
		await loop(missing, async () => {
			if (!fs.existsSync(at("lmdb"))) await program("bench/loops/lmdb.mjs", "load", at("lmdb"), at("lines"));
			note("export", LMDB, await program("bench/loops/lmdb.mjs", "dump", at("lmdb"), at("dump")), items);
		});
	},
	import: async ({ at, url, items, note, missing }) => {
		for (const folder of ["imported", "loaded"]) fs.rmSync(at(folder), { recursive: true, force: true });
		note("import", OURS, await ampt("import", at("all.ndjson"), "--url", url("imported")), items);
		await loop(missing, async () => {
			note("import", LMDB, await program("bench/loops/lmdb.mjs", "load", at("loaded"), at("lines")), items);
		});
	},
	copy: async ({ at, url, items, note }) => {
		fs.rmSync(at("copied"), { recursive: true, force: true });
		note("copy", OURS, await ampt("copy", url("source"), url("copied"), "--state", at("state")), items);
	},
	"copy to a table": async ({ at, url: urlOf, onTable, note }) => {
		await withTable(async ({ url }) => {
			note(
				"copy to a table",
				OURS,
				await ampt("copy", urlOf("small"), url, "--write", "--state", at("state")),
				onTable,
			);
		});
		await withTable(async ({ endpoint, table }) => {
			const loop = await program("bench/loops/document-client.mjs", endpoint, table, at("few"));
			note("copy to a table", DOCUMENTS, loop, onTable);
		});
	},
};

async function loop(missing, run) {
	if (missing.has(LMDB)) return;
	await run().catch((error) => missing.set(LMDB, error.message.split("\n")[0]));
}

const ampt = (...args) => program("dist/cli/main.mjs", ...args);

/** Runs a program to its end, and returns its time and the most memory that it took. */
async function program(file, ...args) {
	const start = performance.now();
	const child = spawn(process.execPath, [path.join(root, file), ...args], { stdio: ["ignore", "ignore", "pipe"] });
	let megabytes = 0;
	const timer = setInterval(() => {
		megabytes = Math.max(megabytes, peakOf(child.pid));
	}, 20);
	let said = "";
	child.stderr.on("data", (text) => {
		said += text;
	});
	const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
	clearInterval(timer);
	if (code !== 0) throw new Error(`${file} ended with ${code}: ${said}`);
	return { seconds: (performance.now() - start) / 1000, megabytes };
}

/** The most memory of a process so far, in megabytes; 0 where the system does not tell it. */
function peakOf(pid) {
	try {
		return Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
	} catch {
		return 0;
	}
}

async function fill(url, count) {
	const data = Data.open(url);
	for (let first = 0; first < count; first += CHUNK) {
		const ids = range(Math.min(CHUNK, count - first)).map((index) => first + index);
		await data.import(ids.map((id) => ({ key: `users:${id}`, value: document(id, 1), label1: `l:${id}` })));
	}
	await data.close();
}

/** Items as the loops read them: key and value, a line each. */
async function linesOf(file, lines, count) {
	const items = fs
		.readFileSync(file, "utf8")
		.split("\n")
		.slice(1, count + 1);
	const texts = items.map((text) => {
		const { key, value } = JSON.parse(text);
		return `${JSON.stringify({ key, value })}\n`;
	});
	fs.writeFileSync(lines, texts.join(""));
}

function measuresOf(taken) {
	const of = (command, what) =>
		Object.fromEntries([...taken.get(command)].map(([name, figures]) => [name, figures[what]]));
	return COMMANDS.flatMap((command) => {
		const id = `transfer-${command.replaceAll(" ", "-")}`;
		const peaks = of(command, "peaks");
		return [
			measure({ id, title: `\`${command}\``, unit: "µs per item", values: of(command, "times") }),
			measure({
				id: `${id}-memory`,
				title: `most memory of \`${command}\``,
				unit: "MB",
				values: peaks,
				limits: { [`${MOST_MEMORY} MB`]: MOST_MEMORY },
			}),
		];
	});
}
