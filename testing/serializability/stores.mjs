// The stores on which histories are made.

import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const require = createRequire(import.meta.url);
const { Data } = require("../../index.js");
const { startServer } = require("../../__test__/support/server.js");

/** A table at its worst. */
const FAULTS = {
	throttle: 0.3,
	internalErrorApplied: 0.05,
	conflict: 0.05,
	cut: 0.01,
	cutApplied: 0.02,
	unprocessed: true,
};

/** Each opens an empty store: its `url`, how to turn faults `on` and `off`, and how to `close` it. */
export const STORES = {
	async embedded() {
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ampt-data-serializability-"));
		return {
			url: `file:${folder}?durability=relaxed`,
			on: async () => {},
			off: async () => {},
			close: async () => fs.rmSync(folder, { recursive: true, force: true }),
		};
	},
	async dynamodb(seed) {
		process.env.AWS_ACCESS_KEY_ID ??= "test";
		process.env.AWS_SECRET_ACCESS_KEY ??= "test";
		const server = await startServer();
		const url = server.url("serializability");
		await Data.createTable(url);
		return {
			url,
			on: () => server.faults({ seed, ...FAULTS }),
			off: () => server.faults(),
			close: () => server.stop(),
		};
	},
};

/** A store that exists. Its faults are its own. */
export async function existing(url) {
	const nothing = async () => {};
	return { url, on: nothing, off: nothing, close: nothing };
}
