"use strict";

// Processes that are stopped, killed during reads, or in another PID namespace.

const fs = require("node:fs");
const { spawn, spawnSync } = require("node:child_process");
const { Data } = require("../..");
const { temporaryFolder } = require("../support/store");
const { library, run, start, until, watch } = require("../support/programs");

test("a store can be opened and read while another process is stopped during a write", async () => {
	const url = `file:${temporaryFolder()}`;
	// It is in a transaction nearly all the time, because a transaction includes its sync.
	const writer = start(
		url,
		`
		await data.set("n", 1);
		say("writing");
		const write = async (index) => { for (;;) await data.set("k:" + index, "x".repeat(20_000)); };
		await Promise.all(Array.from({ length: 200 }, (_, index) => write(index)));
		`,
	);
	await until(writer, "writing");
	try {
		for (let round = 0; round < 6; round++) {
			writer.kill("SIGSTOP");
			// Its own write waits for the other process, and so does a read of that collection. Other reads do not.
			const lines = await run(
				url,
				`
				say(String(await data.get("n")));
				data.set("mine:1", 1);
				say(String((await data.get("n:*")).items.length));
				process.exit(0);
				`,
			);
			expect(lines).toEqual(["1", "1"]);
			writer.kill("SIGCONT");
		}
	} finally {
		writer.kill("SIGKILL");
		await writer.ended;
	}
}, 60_000);

test("killed readers do not make the file grow", async () => {
	const folder = temporaryFolder();
	const data = Data.open(`file:${folder}?durability=relaxed`);
	const write = () => Promise.all(Array.from({ length: 40 }, (_, index) => data.set(`k:${index}`, "x".repeat(5000))));
	await Promise.all(Array.from({ length: 5000 }, (_, index) => data.set(`other:${index}`, index)));
	// They read all items to find those with a few keys, so they are in a transaction nearly all the time.
	const readers = Array.from({ length: 4 }, () =>
		start(
			`file:${folder}`,
			`await data.get("k:1"); say("reading"); for (;;) await data.scan({ segment: 1, totalSegments: 1000 });`,
		),
	);
	for (const reader of readers) await until(reader, "reading");
	for (const reader of readers) reader.kill("SIGKILL");
	for (const reader of readers) await reader.ended;
	const size = () => fs.statSync(`${folder}/data.mdb`).size;
	// It would grow forever if the file kept the snapshot of a killed reader.
	for (let same = 0, last = 0; same < 200; ) {
		await write();
		const now = size();
		same = now === last ? same + 1 : 0;
		last = now;
	}
	await data.close();
}, 60_000);

/** Starts a program that is process 1 of its own PID namespace, as in a container. */
function startAsFirst(url, body) {
	const program = `
		const { Data } = require(${JSON.stringify(library)});
		const data = Data.open(${JSON.stringify(url)});
		const say = (line) => process.stdout.write(line + "\\n");
		(async () => {${body}})();
	`;
	return watch(spawn("unshare", ["--pid", "--fork", "--kill-child", process.execPath, "-e", program]));
}

const hasContainers = spawnSync("unshare", ["--pid", "--fork", "true"]).status === 0;

test("two containers whose processes have the same id get an error that says what to do", async () => {
	if (!hasContainers) {
		console.log("SKIPPED: the test cannot create a PID namespace here.");
		return;
	}
	const url = `file:${temporaryFolder()}`;
	const first = startAsFirst(
		url,
		`await data.set("n", 1); await data.get("n"); say("ready"); setInterval(() => {}, 1000);`,
	);
	await until(first, "ready");
	const second = startAsFirst(url, `await data.get("n").catch((error) => { say(error.code); say(error.message); });`);
	await second.ended;
	first.kill("SIGKILL");
	await first.ended;
	expect(second.lines[0]).toBe("STORE_UNUSABLE");
	expect(second.lines[1]).toMatch(/same process id \(1\).*PID namespace/);
}, 30_000);

test("a file system that may be shared gives one warning, and a network file system is refused", async () => {
	const shell = 'mount --bind "$2" /proc/$$/mountinfo || exit 99; exec "$0" -e "$1"';
	const folder = temporaryFolder();
	for (const [type, expected] of [
		["fuse.mine", /^(STORE_SHARED\n)stored$/],
		["fuse.sshfs", /^STORE_UNUSABLE$/],
		["ext4", /^stored$/],
	]) {
		const mounts = `${folder}/mounts`;
		fs.writeFileSync(mounts, `22 1 8:1 / / rw - ${type} x rw\n`);
		const program = `
			process.on("warning", ({ code }) => console.log(code));
			const { Data } = require(${JSON.stringify(library)});
			(async () => {
				const handles = [1, 2].map(() => Data.open(${JSON.stringify(`file:${folder}/store`)}));
				for (const data of handles) await data.set("n", 1);
				await new Promise(setImmediate);
				console.log("stored");
			})().catch(({ code }) => console.log(code));
		`;
		const args = ["-m", "sh", "-c", shell, process.execPath, program, mounts];
		const { status, stdout } = spawnSync("unshare", args, { encoding: "utf8" });
		if (status !== 0) {
			console.log("SKIPPED: the test cannot create a mount namespace here.");
			return;
		}
		expect(stdout.trim()).toMatch(expected);
	}
}, 30_000);

test("a slow open does not block the event loop, and calls keep their order", async () => {
	const folder = temporaryFolder();
	const file = `${folder}/data.mdb`;
	// Opening a pipe for reading blocks until another process opens it for writing.
	if (spawnSync("mkfifo", [file]).status !== 0) {
		console.log("SKIPPED: the test cannot create a named pipe here.");
		return;
	}
	const child = start(
		`file:${folder}`,
		`
		data.get("n").catch(async (error) => {
			say(error.code);
			require("node:fs").rmSync(${JSON.stringify(file)});
			data.set("n", 1);
			data.add("n", 1);
			say(String(await data.get("n")));
		});
		setImmediate(() => say("the loop turns"));
		`,
	);
	await until(child, "the loop turns");
	fs.writeFileSync(file, "");
	await child.ended;
	expect(child.lines).toEqual(["the loop turns", "STORE_CORRUPT", "2"]);
}, 30_000);
