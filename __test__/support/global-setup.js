"use strict";

// Bundles `lib/`, so that the tests run its present state. Sets credentials, which no server checks. If the suites run on DynamoDB, starts one server for all of them.

const { startServer } = require("./server");

module.exports = async () => {
	const { bundle } = await import("../../scripts/bundle.mjs");
	await bundle();
	process.env.AWS_ACCESS_KEY_ID = "test";
	process.env.AWS_SECRET_ACCESS_KEY = "test";
	if (process.env.AMPT_TEST_STORE?.includes("dynamodb") && process.env.AMPT_TEST_ENDPOINT === undefined) {
		const server = await startServer();
		process.env.AMPT_TEST_ENDPOINT = server.endpoint;
		globalThis.testServer = server;
	}
};
