"use strict";

// A full disk and a full address space are errors, and the store stays intact.

const fs = require("node:fs");
const path = require("node:path");
const { spawn, spawnSync } = require("node:child_process");
const { Data } = require("../..");
const { temporaryFolder } = require("../support/store");
const { library, run, until, watch } = require("../support/programs");

const unmount = (folder) => spawnSync("umount", ["-l", folder]);

/** A disk of 1 MB. `undefined` if this user cannot mount one. */
function mountSmallDisk() {
	const folder = temporaryFolder();
	const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]);
	if (status !== 0) return undefined;
	return folder;
}

const fill = `
	const fs = require("node:fs");
	const file = path => path + "/fill";
	const fill = (folder) => {
		const filling = fs.openSync(file(folder), "w");
		try { for (;;) fs.writeSync(filling, Buffer.alloc(4096)); } catch {} finally { fs.closeSync(filling); }
	};
	const empty = (folder) => fs.rmSync(file(folder));
	const code = (call) => call.then(() => "done", (error) => error.code);
`;

test("a full disk refuses a new store and writes to an existing one; with room, both work again", async () => {
	const disk = mountSmallDisk();
	if (disk === undefined) {
		console.log("SKIPPED: the test cannot mount a small disk here.");
		return;
	}
	try {
		await fillAndEmpty(disk);
	} finally {
		unmount(disk);
	}
}, 60_000);

async function fillAndEmpty(disk) {
	const url = `file:${disk}/store`;
	const lines = await run(
		url,
		`
		${fill}
		const disk = ${JSON.stringify(disk)};
		fill(disk);
		say(await code(data.set("kept", 1)));
		say(await code(Data.open(${JSON.stringify(`file:${disk}/other`)}).get("kept")));
		empty(disk);
		say(await code(data.set("kept", 1)));
		fill(disk);
		let refused;
		for (let i = 0; refused === undefined; i++) {
			const result = await code(data.set("k:" + i % 20, "x".repeat(3000)));
			if (result !== "done") refused = result;
		}
		say(refused);
		// A full disk must not hide stored items, not even from another process.
		say(String(await data.get("kept")));
		await data.close();
		say(await code(Data.open(${JSON.stringify(url)}).get("kept")));
		`,
	);
	expect(lines).toEqual(["DISK_FULL", "DISK_FULL", "done", "DISK_FULL", "1", "done"]);
	expect(await run(url, `say(String(await data.get("kept")));`)).toEqual(["1"]);
	fs.rmSync(path.join(disk, "fill"));
	expect(await run(url, `await data.set("kept", 2); say(String(await data.get("kept")));`)).toEqual(["2"]);
}

/** Starts a program under a limit on virtual memory, of which Node needs over a gigabyte. */
function startLimited(url, body) {
	const program = `
		const { Data } = require(${JSON.stringify(library)});
		const data = Data.open(${JSON.stringify(url)});
		const say = (line) => process.stdout.write(line + "\\n");
		const tell = (call) => call.then((value) => say(String(value)), (error) => say(error.code));
		(async () => {${body}})();
	`;
	return watch(spawn("sh", ["-c", `ulimit -S -v 2000000; exec "$0" -e "$1"`, process.execPath, program]));
}

/** Sets the limit on the virtual memory of a running process. Without a number, removes it. */
function limit(child, bytes = "unlimited") {
	const { status, stderr } = spawnSync("prlimit", ["--pid", child.pid, `--as=${bytes}:`], { encoding: "utf8" });
	if (status !== 0) throw new Error(stderr);
}

// Only Linux limits the address space.
const onLinux = process.platform === "linux" ? test : test.skip;

onLinux(
	"a limited address space refuses a write that does not fit, and keeps what was there",
	async () => {
		const child = startLimited(
			`file:${temporaryFolder()}?durability=relaxed`,
			`
		await data.set("kept", 1);
		let refused;
		for (let i = 0; refused === undefined; i++) {
			await data.set("k:" + i, "x".repeat(390_000)).catch((error) => { refused = error.code; });
		}
		say(refused);
		await tell(data.set("kept", 2));
		await tell(data.get("kept"));
		`,
		);
		expect(await child.ended).toEqual({ code: 0, signal: null });
		expect(child.lines).toEqual(["STORE_FULL", "2", "2"]);
	},
	60_000,
);

onLinux(
	"a file that another process made too large for this one's address space is an error, not a crash",
	async () => {
		const url = `file:${temporaryFolder()}?durability=relaxed`;
		const child = startLimited(
			url,
			`
		await data.set("kept", 1);
		say("ready");
		process.stdin.on("data", async () => {
			await tell(data.get("kept"));
			await tell(data.set("kept", 2));
			say("told");
		});
		`,
		);
		await until(child, "ready");
		const data = Data.open(url);
		for (let index = 0; index < 1100; index++) await data.set(`more:${index}`, "x".repeat(390_000));
		await data.close();
		const [, kilobytes] = /VmSize:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, "utf8"));
		limit(child, Number(kilobytes) * 1024 + 200 * 2 ** 20);
		child.stdin.write("look\n");
		await until(child, "told");
		expect(child.lines).toEqual(["ready", "STORE_FULL", "STORE_FULL", "told"]);
		limit(child);
		child.stdin.end("look again\n");
		expect(await child.ended).toEqual({ code: 0, signal: null });
		expect(child.lines.slice(4)).toEqual(["1", "2", "told"]);
	},
	60_000,
);
