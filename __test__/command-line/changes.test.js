"use strict";

// `watch`, pipes that close, and Ctrl-C.

const { execFile } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { ampt, begin, freshUrl, program } = require("../support/command-line");
const { until } = require("../support/programs");
const { temporaryFolder } = require("../support/store");

let url;
let data;
let env;

beforeEach(async () => {
	({ url, data } = await freshUrl());
	env = { AMPT_DATA_URL: url };
	await data.set("users:ada", { name: "Ada" });
});

const watched = (child) => child.lines.map((line) => JSON.parse(line));

test("watch prints the items, then each change, until Ctrl-C", async () => {
	const child = begin(["watch", "users:*", "--initial"], { env });
	await until(child, () => child.lines.length === 1);
	await data.set("other", 1);
	await data.set("users:bob", { name: "Bob" });
	await until(child, () => child.lines.length === 2);
	await data.remove("users:ada");
	await until(child, () => child.lines.length === 3);
	child.kill("SIGINT");
	expect(await child.ended).toEqual({ code: 130, signal: null });
	expect(watched(child)).toEqual([
		{ key: "users:ada", value: { name: "Ada" } },
		{ key: "users:bob", value: { name: "Bob" } },
		{ key: "users:ada", deleted: true },
	]);
	expect(child.errors).toContain("Interrupted.");
});

test("watch runs a command for each change, and ends after so many", async () => {
	const file = path.join(temporaryFolder(), "log");
	const exec = `cat >> ${file}; echo $AMPT_DATA_KEY; exit 3`;
	const { code, out, err } = await ampt(["watch", "--initial", "--limit", "1", "--exec", exec], { env });
	expect([code, out]).toEqual([0, "users:ada\n"]);
	expect(err).toContain("ended with 3");
	expect(JSON.parse(fs.readFileSync(file, "utf8"))).toEqual({ key: "users:ada", value: { name: "Ada" } });
});

test("Ctrl-C ends any command, which says how to go on", async () => {
	const keys = Array.from({ length: 500 }, (_, n) => `key${n}\n`).join("");
	const child = begin(["rm", "-", "--yes", "--write"], { env });
	child.stdin.write(keys);
	await until(child, () => child.errors.includes("store:"));
	child.kill("SIGINT");
	expect(await child.ended).toEqual({ code: 130, signal: null });
	expect(child.errors).toMatch(/Interrupted\.|Run the same command again/);
});

test("watch ends when its reader is gone, although nothing changes", async () => {
	const command = `set -o pipefail; '${process.execPath}' '${program}' watch --initial | head -1`;
	const { code, out } = await new Promise((resolve) =>
		execFile("bash", ["-c", command], { env: { ...process.env, ...env } }, (error, out) =>
			resolve({ code: error?.code ?? 0, out }),
		),
	);
	expect([code, JSON.parse(out)]).toEqual([0, { key: "users:ada", value: { name: "Ada" } }]);
});

test("a reader that has enough ends the program quietly", async () => {
	await data.set(
		Array.from({ length: 3000 }, (_, n) => ({ key: `many:${n}`, value: "x".repeat(100) })),
		{ overwrite: true },
	);
	const command = `set -o pipefail; '${process.execPath}' '${program}' query 'many:*' | head -1`;
	const { out, err } = await new Promise((resolve, reject) =>
		execFile("bash", ["-c", command], { env: { ...process.env, ...env } }, (error, out, err) =>
			error ? reject(error) : resolve({ out, err }),
		),
	);
	expect(out.match(/\n/g)).toHaveLength(1);
	expect(err).toMatch(/^store: .*\n$/);
});
