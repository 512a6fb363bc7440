// What workers do. A program that imports this is a worker.

import { data } from "ampt-data";
import { makeInvoice } from "./invoice.mjs";
import { FAILED, JOBS, requeue } from "./queue.mjs";

// Five attempts take some seconds. Then the job becomes an item in the collection of failed jobs, and its account goes on.
const options = { filter: { state: "waiting" }, attempts: 5, deadLetter: FAILED, timeout: 30_000 };

data.on(JOBS, options, async (event) => {
	const invoice = await makeInvoice(event);
	if (invoice !== undefined) console.log(`${event.item.key}: invoice ${invoice}`);
});

data.events.on("retry", ({ event, attempts, error }) => {
	console.error(`${event.item.key}: attempt ${attempts} failed: ${error}`);
});
data.events.on("dropped", ({ event, attempts }) => {
	console.error(`${event.item.key}: given up after ${attempts} attempts`);
});
data.events.on("gap", async ({ reason }) => {
	console.error(`events were lost: ${reason}`);
	await requeue();
});
