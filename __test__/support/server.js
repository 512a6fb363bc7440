"use strict";

// Starts the DynamoDB test server: see testing/dynamodb-server/README.md.

const { spawn } = require("node:child_process");
const path = require("node:path");
const readline = require("node:readline");
const { library } = require("./programs");

/** Starts a server. It ends when its standard input closes, at the latest when this process ends. */
async function startServer() {
	const target = process.env.CARGO_TARGET_DIR ?? path.join(library, "target");
	const program = path.join(target, "release", "dynamodb-test-server");
	const child = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
	const failed = new Promise((_, reject) => {
		child.on("error", (error) =>
			reject(new Error(`${error.message}; build it: cargo build --release -p dynamodb-test-server`)),
		);
	});
	const lines = readline.createInterface({ input: child.stdout });
	const endpoint = await Promise.race([failed, new Promise((resolve) => lines.once("line", resolve))]);
	const call = async (method, where, body) => {
		const response = await fetch(`${endpoint}${where}`, { method, body: body && JSON.stringify(body) });
		if (!response.ok) throw new Error(`${where}: ${await response.text()}`);
		return method === "GET" ? response.json() : undefined;
	};
	return {
		endpoint,
		/** The URL of a table. */
		url: (table) => `dynamodb://${table}?region=eu-west-1&endpoint=${encodeURIComponent(endpoint)}`,
		/** Sets the faults. All others are turned off. */
		faults: (settings = {}) => call("PUT", "/_control", settings),
		/** The number of injected faults since they were set. */
		counts: () => call("GET", "/_control"),
		/** The recorded requests since `forget`. */
		requests: () => call("GET", "/_requests"),
		forget: () => call("DELETE", "/_requests"),
		/** Sends a DynamoDB request unchanged. */
		send: (operation, body) =>
			fetch(endpoint, {
				method: "POST",
				headers: {
					"content-type": "application/x-amz-json-1.0",
					"x-amz-date": "20260101T000000Z",
					"x-amz-target": `DynamoDB_20120810.${operation}`,
					authorization:
						"AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
				},
				body: JSON.stringify(body),
			}).then((response) => response.json()),
		stop: () => {
			child.stdin.end();
			return new Promise((resolve) => child.once("close", resolve));
		},
	};
}

module.exports = { startServer };
