// Opens the stores under test, each empty at first. On a `bounded` store, a slow call is a failure.

import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const require = createRequire(import.meta.url);
const { Data } = require("../../index.js");
const { startServer } = require("../../__test__/support/server.js");

export const STORES = {
	memory: async () => handle("memory:?sweep=off", true),
	folder: async () => {
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ampt-data-fuzz-"));
		const remove = () => fs.rmSync(folder, { recursive: true, force: true });
		return handle(`file:${folder}?sweep=off&durability=relaxed`, true, remove);
	},
	dynamodb: async () => {
		process.env.AWS_ACCESS_KEY_ID ??= "test";
		process.env.AWS_SECRET_ACCESS_KEY ??= "test";
		const server = await startServer();
		await Data.createTable(server.url("fuzz"));
		return handle(server.url("fuzz"), false, () => server.stop());
	},
};

function handle(url, bounded, end) {
	const data = Data.open(url);
	return {
		data,
		bounded,
		async close() {
			await data.close();
			await end?.();
		},
	};
}
