// The explorer as a handler of requests: a page, and what the page asks for. `index.d.ts` describes it.

import { fileURLToPath } from "node:url";
import { readBody } from "./body.mjs";
import { createContext } from "./explorer.mjs";
import { createFiles } from "./files.mjs";
import { readOptions } from "./options.mjs";
import { answerOf, Refusal, warnOfBug } from "./refusal.mjs";
import { createRouter, notAllowed } from "./router.mjs";
import { ROUTES } from "./routes/index.mjs";
import { createGuard } from "./session/guard.mjs";
import { protect } from "./session/headers.mjs";
import { createSessions } from "./session/index.mjs";

const PAGE = fileURLToPath(new URL("./page/", import.meta.url));

export function createExplorer(options) {
	const { data, isReader, origin, path, token, live, canReplay, url, place } = readOptions(options);
	const explorer = createContext({ data, readOnly: isReader, live, url, place, canReplay });
	const sessions = createSessions({ origin, path, token });
	const guard = createGuard(origin);
	const serve = createFiles(PAGE);
	const find = createRouter(ROUTES);

	async function handle(request, response) {
		protect(response);
		try {
			explorer.checkOpen();
			// A framework that mounts the handler shortens `url`.
			const [whole, text = ""] = (request.originalUrl ?? request.url).split(/\?(.*)/s);
			guard.checkTarget(request, whole);
			if (`${whole}/` === path) return redirect(request, response, text);
			if (!whole.startsWith(path)) throw new Refusal(404, "NOT_FOUND", "The explorer has nothing at this address.");
			const local = whole.slice(path.length - 1);
			if (local !== "/api" && !local.startsWith("/api/")) {
				guard.checkPage(request);
				return serve(request, response, local);
			}
			guard.checkCall(request);
			await answer(request, response, local, new URLSearchParams(text));
		} catch (error) {
			// Nobody waits for an answer, and that is most likely what went wrong.
			if (!response.destroyed) fail(response, error);
		}
	}

	/** Leads from the path without its last slash to the page: what the page loads is beside that. */
	function redirect(request, response, text) {
		guard.checkPage(request);
		if (request.method !== "GET" && request.method !== "HEAD") throw notAllowed(request.method, ["GET", "HEAD"]);
		response.writeHead(308, { Location: `${path}${text && `?${text}`}` }).end();
	}

	async function answer(request, response, local, query) {
		if (local === "/api/session") {
			if (request.method !== "POST") throw notAllowed(request.method, ["POST"]);
			sessions.open(request, response, (await readBody(request)).token);
			return response.writeHead(204).end();
		}
		sessions.check(request);
		const { route, params } = find(request.method, local);
		if (route.changes && isReader) {
			throw new Refusal(403, "READ_ONLY", "This explorer only reads. Start it with '--write' to change the store.");
		}
		const body = request.method === "POST" ? await readBody(request, route.limit) : undefined;
		// Meanwhile, it may have closed.
		explorer.checkOpen();
		const result = await outcomeOf(route, {
			explorer,
			query,
			params,
			body,
			request,
			response,
			signal: signalOf(response),
		});
		if (response.headersSent) return;
		if (result === undefined) return response.writeHead(204).end();
		send(response, 200, result);
	}

	/** What a route answers. What is read while the explorer closes is not whole; what is written is, and is told. */
	async function outcomeOf(route, call) {
		try {
			return await route.run(call);
		} finally {
			if (!route.changes && !call.response.headersSent) explorer.checkOpen();
		}
	}

	/** Aborts when the answer is complete, nobody waits for it any more, or the explorer closes. */
	function signalOf(response) {
		const gone = new AbortController();
		response.on("close", () => gone.abort());
		return AbortSignal.any([gone.signal, explorer.signal]);
	}

	return Object.defineProperties(handle, {
		address: { get: () => sessions.address },
		newAddress: { value: () => sessions.newAddress() },
		close: { value: () => explorer.close() },
	});
}

function send(response, status, value) {
	const bytes = Buffer.from(JSON.stringify(value));
	response.writeHead(status, { "Content-Type": "application/json", "Content-Length": bytes.length }).end(bytes);
}

/** Answers a request that has failed. One that has its answer in part can only be cut off. */
function fail(response, error) {
	warnOfBug(error);
	if (response.headersSent) return response.destroy();
	const { status, headers, body } = answerOf(error);
	// What is left of a body is not read.
	for (const [name, value] of Object.entries({ ...headers, Connection: "close" })) response.setHeader(name, value);
	send(response, status, body);
}
