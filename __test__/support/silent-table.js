"use strict";

// A table whose endpoint takes connections and never answers, as behind a network that drops everything.

const net = require("node:net");

/** `close()` makes the endpoint refuse connections. */
async function openSilentTable() {
	const sockets = new Set();
	const server = net.createServer((socket) => sockets.add(socket.unref().on("error", () => {})));
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	// A test that fails ends all the same.
	server.unref();
	const endpoint = `http://127.0.0.1:${server.address().port}`;
	return {
		endpoint,
		url: `dynamodb://orders?region=eu-west-1&endpoint=${encodeURIComponent(endpoint)}`,
		close() {
			server.close();
			for (const socket of sockets) socket.destroy();
		},
	};
}

module.exports = { openSilentTable };
