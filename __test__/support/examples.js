"use strict";

// Runs the programs in `examples/`, and talks to them over HTTP.

const { spawn } = require("node:child_process");
const path = require("node:path");
const { library, watch } = require("./programs");
const { freshTable, onDynamo, temporaryFolder } = require("./store");

const running = new Set();

/** The URL of an empty store that several processes can open. */
async function freshUrl() {
	return onDynamo ? freshTable() : `file:${temporaryFolder()}?durability=relaxed`;
}

/** Starts a program of an example on a store. It is killed after the test file if it still runs. */
function startExample(program, args, url, env = {}) {
	const { AMPT_DATA_TABLES, ...inherited } = process.env;
	const file = path.join(library, "examples", program);
	const child = watch(spawn(process.execPath, [file, ...args], { env: { ...inherited, AMPT_DATA_URL: url, ...env } }));
	running.add(child);
	child.ended.then(() => running.delete(child));
	return child;
}

/** Somebody who uses an application over HTTP, with cookies, as a browser would. */
class Client {
	#origin;
	#cookies = new Map();

	constructor(origin) {
		this.#origin = origin;
	}

	/** The same person at another server. */
	at(origin) {
		const client = new Client(origin);
		client.#cookies = this.#cookies;
		return client;
	}

	async fetch(method, where, { body, signal } = {}) {
		const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
		const headers = { cookie, ...(body !== undefined && { "content-type": "application/json" }) };
		const text = typeof body === "string" ? body : JSON.stringify(body);
		const response = await fetch(`${this.#origin}${where}`, { method, headers, body: text, signal });
		for (const line of response.headers.getSetCookie()) {
			const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
			if (value === "") this.#cookies.delete(name);
			else this.#cookies.set(name, value);
		}
		return response;
	}

	/** Resolves to the status and the body of the answer. */
	async call(method, where, body) {
		const response = await this.fetch(method, where, { body });
		const text = await response.text();
		return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
	}

	/** The messages of a stream of server-sent events, parsed. */
	async *messages(where, signal) {
		const response = await this.fetch("GET", where, { signal });
		let rest = "";
		for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
			const blocks = (rest + text).split("\n\n");
			rest = blocks.pop();
			for (const block of blocks) if (block.startsWith("data: ")) yield JSON.parse(block.slice("data: ".length));
		}
	}
}

/** Tries until an assertion holds: pages, labels and handlers may be a moment late. The limit is that of the test. */
async function eventually(assertion) {
	for (;;) {
		try {
			return await assertion();
		} catch (error) {
			if (error.matcherResult === undefined) throw error;
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}
}

afterAll(async () => {
	for (const child of running) child.kill("SIGKILL");
	await Promise.all([...running].map(({ ended }) => ended));
});

module.exports = { Client, eventually, freshUrl, startExample };
