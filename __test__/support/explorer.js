"use strict";

// Serves a store with the explorer, and talks to it as its page does.

const http = require("node:http");
const { createExplorer } = require("../../dist/explorer");

const closing = [];

/**
 * An explorer that listens, with a session.
 *
 * @param {{ data: object, store: string, readOnly?: boolean, live?: object }} options of `createExplorer`
 */
async function openExplorer(options) {
	const { explorer, origin } = await listen(options);
	const [, token] = explorer.address.split("#token=");
	const { headers } = await send(origin, "POST", "/api/session", { body: { token } });
	const cookie = headers["set-cookie"][0].split(";")[0];
	const call = (method, path, settings) =>
		send(origin, method, path, { ...settings, headers: { cookie, ...settings?.headers } });
	return {
		explorer,
		origin,
		cookie,
		call,
		/** The JSON of an answer, which must be a success. */
		get: async (path, query) => success(await call("GET", withQuery(path, query))),
		post: async (path, body = {}) => success(await call("POST", path, { body })),
	};
}

/** An explorer that listens. Nobody has opened its address. */
async function listen({ path = "/", ...options }) {
	let explorer;
	const server = http.createServer((request, response) => explorer(request, response));
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	const origin = `http://127.0.0.1:${server.address().port}`;
	explorer = createExplorer({ origin, path, ...options });
	closing.push(async () => {
		await explorer.close();
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
	return { explorer, origin, port: server.address().port };
}

/** Sends a request with the headers that a browser sends for the page, unless `headers` has others; `undefined` leaves one out. */
function send(origin, method, path, { body, headers = {} } = {}) {
	const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
	const usual = {
		"sec-fetch-site": "same-origin",
		...(method !== "GET" && { origin, "content-type": "application/json" }),
	};
	const all = Object.fromEntries(Object.entries({ ...usual, ...headers }).filter(([, value]) => value !== undefined));
	const { host, hostname, port } = new URL(origin);
	// Node asks the system for such names, and not every system knows them, as browsers do.
	const isLocal = hostname.endsWith(".localhost");
	return new Promise((resolve, reject) => {
		const at = { hostname: isLocal ? "127.0.0.1" : hostname, port };
		const request = http.request({ ...at, method, path, headers: { host, ...all }, agent: false }, (response) => {
			let text = "";
			response.setEncoding("utf8").on("data", (piece) => {
				text += piece;
			});
			response.on("error", reject).on("end", () => {
				const isJson = text !== "" && response.headers["content-type"] === "application/json";
				resolve({
					status: response.statusCode,
					headers: response.headers,
					text,
					body: isJson ? JSON.parse(text) : undefined,
				});
			});
		});
		request.on("error", reject).end(text);
	});
}

/** A path with the parameters that are not `undefined`. Objects are JSON. */
function withQuery(path, query = {}) {
	const parameters = new URLSearchParams();
	for (const [name, value] of Object.entries(query)) {
		if (value !== undefined) parameters.set(name, typeof value === "object" ? JSON.stringify(value) : String(value));
	}
	return `${path}?${parameters}`;
}

function success({ status, text, body }) {
	if (status >= 400) throw new Error(`${status} ${text}`);
	return body;
}

afterAll(async () => {
	while (closing.length > 0) await closing.pop()();
});

module.exports = { listen, openExplorer, send, withQuery };
