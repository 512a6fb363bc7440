"use strict";

// A proxy between the store and the test server, which handles requests as a test requires.

const http = require("node:http");

/**
 * Starts a proxy. For each request it calls the `rules` in order until one returns a result: `{ answer }` becomes the
 * answer, and `{ lost: true }` closes the connection. If none does, the proxy forwards the request. The arguments of a
 * rule are the operation, the request's body, and `forward`, which forwards the request, unchanged or with another body,
 * and returns the answer.
 */
async function startProxy(endpoint) {
	const rules = [];
	const server = http.createServer(async (request, response) => {
		const body = await read(request);
		const operation = request.headers["x-amz-target"]?.split(".")[1];
		const forward = async (changed) => {
			const { host, "content-length": _, connection, ...headers } = request.headers;
			const sent = changed === undefined ? body : JSON.stringify(changed);
			const answer = await fetch(endpoint, { method: "POST", headers, body: sent });
			return { status: answer.status, body: await answer.text() };
		};
		let outcome;
		for (const rule of rules) outcome ??= await rule(operation, JSON.parse(body), forward);
		if (outcome?.lost) return request.socket.destroy();
		const { status, body: text } = outcome?.answer ?? (await forward());
		response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(text);
	});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address();
	return {
		url: (table, options = "") =>
			`dynamodb://${table}?region=eu-west-1&endpoint=${encodeURIComponent(`http://127.0.0.1:${port}`)}${options}`,
		rules,
		/** Loses the answer to the next request of an operation. `run` runs before the connection is closed. */
		loseAfter: (operation, meanwhile = () => {}) => rules.push(once(operation, (forward) => forward().then(meanwhile))),
		/** Loses the next request of an operation before it is executed. */
		loseBefore: (operation, meanwhile = () => {}) => rules.push(once(operation, meanwhile)),
		stop: () => {
			server.closeAllConnections();
			return new Promise((resolve) => server.close(resolve));
		},
	};
}

function once(operation, run) {
	let left = 1;
	return async (asked, _, forward) => {
		if (asked !== operation || left-- <= 0) return undefined;
		await run(forward);
		return { lost: true };
	};
}

async function read(stream) {
	const chunks = [];
	for await (const chunk of stream) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}

/** A rule that repeats the answer of a canceled transaction for its token, which DynamoDB's documentation leaves open. */
function remembersCanceled() {
	const canceled = new Map();
	return async (operation, body, forward) => {
		if (operation !== "TransactWriteItems") return undefined;
		const { ClientRequestToken: token, TransactItems: items } = body;
		const content = canonical(items);
		const known = canceled.get(token);
		if (known !== undefined) return { answer: known.content === content ? known.answer : mismatch };
		const answer = await forward();
		if (answer.body.includes("TransactionCanceledException")) canceled.set(token, { content, answer });
		return { answer };
	};
}

const mismatch = {
	status: 400,
	body: JSON.stringify({
		__type: "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException",
		message: "no",
	}),
};

/** JSON with sorted members. */
function canonical(value) {
	if (Array.isArray(value)) return `[${value.map(canonical)}]`;
	if (value === null || typeof value !== "object") return JSON.stringify(value);
	const names = Object.keys(value).sort();
	return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)}}`;
}

module.exports = { remembersCanceled, startProxy };
