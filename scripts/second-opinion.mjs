// Runs the suites on ministack, a DynamoDB server that shares no code with the test server of `npm test`.

import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import { prepare, run } from "./prepare.mjs";
import { SUITES } from "./suites.mjs";

const VERSION = "1.5.33";
const ENVIRONMENT = "target/ministack";
const START_WITHIN = 60_000;

/** Tests that ministack fails because it differs from DynamoDB. */
const KNOWN = [
	// It rounds numbers to 38 digits, which DynamoDB refuses.
	"numbers are exact decimals of 38 digits",
];

prepare();
if (!fs.existsSync(`${ENVIRONMENT}/bin/ministack`)) {
	const installed =
		run("python3", "-m", "venv", ENVIRONMENT) &&
		run(`${ENVIRONMENT}/bin/pip`, "install", "-q", `ministack==${VERSION}`);
	if (!installed) process.exit(1);
}
const port = await freePort();
const server = spawn(`${ENVIRONMENT}/bin/ministack`, {
	env: { ...process.env, GATEWAY_PORT: String(port), SERVICES: "dynamodb,dynamodbstreams" },
	stdio: "ignore",
});
await listening(port);
const pattern = `^(?!.*(${KNOWN.join("|")})).*$`;
const { status } = spawnSync("npx", ["--no-install", "jest", "--testNamePattern", pattern, ...SUITES], {
	env: { ...process.env, AMPT_TEST_STORE: "dynamodb", AMPT_TEST_ENDPOINT: `http://127.0.0.1:${port}` },
	stdio: "inherit",
});
server.kill();
process.exit(status ?? 1);

function freePort() {
	return new Promise((resolve) => {
		const probe = net.createServer().listen(0, "127.0.0.1", () => {
			const { port } = probe.address();
			probe.close(() => resolve(port));
		});
	});
}

async function listening(port) {
	const deadline = Date.now() + START_WITHIN;
	while (Date.now() < deadline) {
		const open = await new Promise((resolve) => {
			const socket = net.connect(port, "127.0.0.1");
			socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
			socket.once("connect", () => socket.destroy());
		});
		if (open) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	console.error("ministack did not start.");
	process.exit(1);
}
