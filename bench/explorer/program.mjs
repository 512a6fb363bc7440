// The explorer as people start it, and requests as its page sends them.

import { fork } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import readline from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { atEnd } from "../cleanup.mjs";

/** A program that has crashed has lost its connections before it is known to have ended. */
const GRACE_MS = 1000;

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));

/** Starts `ampt-data explore` on a store, and opens a session. */
export async function startExplorer(url) {
	// Node asks the system for the name that a page has by default, and not every system knows it.
	const child = fork(pathOf("../../dist/cli/main.mjs"), ["explore", url, "--no-open", "--host", "127.0.0.1"], {
		execArgv: ["--import", pathOf("stops.mjs")],
		stdio: ["ignore", "pipe", "pipe", "ipc"],
	});
	let said = "";
	child.stderr.on("data", (text) => {
		said += text;
	});
	const done = atEnd(() => child.kill("SIGKILL"));
	const ended = once(child, "exit").then(([code, signal]) => {
		done();
		return new Error(`The explorer ended with ${signal ?? code}: ${said}`);
	});
	const [address] = await Promise.race([
		once(readline.createInterface({ input: child.stdout }), "line"),
		ended.then((error) => {
			throw error;
		}),
	]);
	const [place, token] = address.split("#token=");
	const agent = new http.Agent({ keepAlive: true });
	const cookie = await openSession(place, token);

	return {
		place,
		/** The cookie of the session: `{ name, value }`. */
		cookie: { name: cookie.slice(0, cookie.indexOf("=")), value: cookie.slice(cookie.indexOf("=") + 1) },
		/** Reads from a route: `{ value, time }`, with the milliseconds from the request to the end of the answer. */
		ask: (path, query = {}, { signal } = {}) =>
			request(`${place}api/${path}?${new URLSearchParams(query)}`, { agent, cookie, signal }).catch(async (error) => {
				throw error.code === "ECONNRESET" ? await Promise.race([ended, setTimeout(GRACE_MS, error)]) : error;
			}),
		/**
		 * `{ cpu, stop, peak, own }`: its processor time so far and the longest stop of its event loop since the last call,
		 * in milliseconds, and its memory in megabytes: the most so far, and what is no file now.
		 */
		state: async () => {
			child.send("state");
			const [state] = await once(child, "message");
			return state;
		},
		end: async () => {
			agent.destroy();
			child.kill("SIGTERM");
			await ended;
		},
	};
}

async function openSession(place, token) {
	const { origin } = new URL(place);
	const headers = { "content-type": "application/json", origin };
	const response = await fetch(`${place}api/session`, { method: "POST", headers, body: JSON.stringify({ token }) });
	return response.headers.getSetCookie()[0].split(";")[0];
}

function request(url, { agent, cookie, signal }) {
	const begin = performance.now();
	return new Promise((resolve, reject) => {
		const headers = { cookie, "sec-fetch-site": "same-origin" };
		const sent = http.get(url, { agent, headers, signal }, (response) => {
			const pieces = [];
			response.on("data", (piece) => pieces.push(piece)).on("error", reject);
			response.on("end", () => {
				const time = performance.now() - begin;
				const value = JSON.parse(Buffer.concat(pieces).toString());
				if (response.statusCode === 200) resolve({ value, time });
				else reject(new Error(`${url}: ${JSON.stringify(value)}`));
			});
		});
		sent.on("error", reject);
	});
}
