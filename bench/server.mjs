// Runs the DynamoDB server of the tests.

import { spawn } from "node:child_process";
import readline from "node:readline";
import { Data } from "../index.mjs";
import { atEnd } from "./cleanup.mjs";
import { UsageError } from "./options.mjs";

/** Starts a server, creates a table on it, and passes `run` the place of both. */
export async function withTable(run) {
	const program = process.env.AMPT_BENCH_SERVER;
	if (!program)
		throw new UsageError("This part needs the test server. Run it with 'npm run bench', which builds the server.");
	const child = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
	const done = atEnd(() => child.kill("SIGKILL"));
	try {
		const endpoint = await new Promise((resolve, reject) => {
			child.once("error", reject);
			child.once("exit", (code) => reject(new Error(`The test server ended with ${code}.`)));
			readline.createInterface({ input: child.stdout }).once("line", resolve);
		});
		const table = "bench";
		const url = `dynamodb://${table}?region=eu-west-1&endpoint=${encodeURIComponent(endpoint)}`;
		Object.assign(process.env, { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" });
		await Data.createTable(url);
		return await run({ endpoint, table, url });
	} finally {
		child.kill();
		done();
	}
}
