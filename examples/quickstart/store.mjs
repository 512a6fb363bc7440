// Opens the store of the tour.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Data } from "ampt-data";
import { items } from "./countries.mjs";
import { say } from "./print.mjs";

export async function openStore() {
	const url = process.env.AMPT_DATA_URL;
	if (url) {
		// Creates the table if the store is on DynamoDB; other stores need nothing.
		await Data.createTable(url);
		const data = Data.open(url);
		await refuseOtherData(data, url);
		say(`The store is ${url}, from AMPT_DATA_URL.`);
		return data;
	}
	const folder = mkdtempSync(join(tmpdir(), "ampt-data-quickstart-"));
	// On exit rather than after the tour, because `| head` ends the process early.
	process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
	const data = Data.open(pathToFileURL(folder).href);
	say("The store is a temporary folder, which is deleted at the end. Set AMPT_DATA_URL to use another store.");
	return data;
}

// Seeding empties the store, and AMPT_DATA_URL may be that of a real application.
async function refuseOtherData(data, url) {
	const keys = new Set(items.map(({ key }) => key));
	for await (const { key } of data.export()) {
		if (keys.has(key) || key.startsWith("quickstart:")) continue;
		await data.close();
		throw new Error(
			`The store ${url} contains other data (the key "${key}"), which the quickstart would delete. ` +
				"Set AMPT_DATA_URL to another store, or unset it.",
		);
	}
}
