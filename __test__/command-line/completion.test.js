"use strict";

// Completion: what the program offers, and what bash makes of it.

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { ampt, program } = require("../support/command-line");
const { temporaryFolder } = require("../support/store");
const { Data } = require("../..");

let env;

beforeAll(async () => {
	const url = `file:${temporaryFolder()}`;
	const data = Data.open(url);
	await data.set("users:ada", 1);
	await data.set("users:bob", 2);
	await data.set("orders:1", 3);
	await data.close();
	env = { AMPT_DATA_URL: url };
});

/** What may stand in the place of the last word. */
async function offered(...words) {
	const { code, out } = await ampt(["complete", "--", ...words], { env });
	expect(code).toBe(0);
	return out
		.split("\n")
		.filter((line) => line !== "" && !line.startsWith(":"))
		.map((line) => line.split("\t")[0]);
}

test("commands, options, collections and keys are offered", async () => {
	expect(await offered("qu")).toEqual(["query"]);
	expect(await offered("query", "--rev")).toEqual(["--reverse"]);
	expect(await offered("query", "--label", "")).toContain("label3");
	expect(await offered("completion", "")).toEqual(["bash", "zsh", "fish"]);
	expect(await offered("get", "u")).toEqual(["users:"]);
	expect(await offered("get", "users:a")).toEqual(["users:ada"]);
	expect(await offered("rm", "users:ada", "users:b")).toEqual(["users:bob"]);
});

test.each(["bash", "zsh", "fish"])("there is a script for %s", async (shell) => {
	const { code, out, err } = await ampt(["completion", shell]);
	expect([code, err]).toEqual([0, ""]);
	expect(out).toContain("ampt-data complete --");
});

test("bash completes commands and keys, which it breaks at colons", () => {
	const bin = temporaryFolder();
	fs.symlinkSync(program, path.join(bin, "ampt-data"));
	const complete = `source <(ampt-data completion bash)
		source <(ampt-data completion bash)
		[[ $(type -t readonly) == builtin ]] || exit 1
		COMP_LINE=$1 COMP_POINT=\${#1} COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
		compopt() { :; }
		__ampt_data_keys
		printf '%s\\n' "\${COMPREPLY[@]}"`;
	const completed = (line) => {
		const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-c", complete, "bash", line], {
			encoding: "utf8",
			env: { ...process.env, ...env, PATH: `${bin}:${process.env.PATH}` },
		});
		expect([status, stderr]).toEqual([0, ""]);
		return stdout;
	};
	expect(completed("ampt-data cou")).toBe("count\n");
	expect(completed("ampt-data get us")).toBe("users:\n");
	expect(completed("ampt-data get users:a")).toBe("ada\n");
});
