"use strict";

// Runs jobs of the explorer's server to their end.

/** Starts a job. Resolves to its id. */
const start = async (page, body) => (await page.post("/api/jobs", body)).id;

/** Looks at a job until it is as a condition asks. Resolves to it. */
async function until(page, id, isSo) {
	for (;;) {
		const job = await page.get(`/api/jobs/${id}`);
		if (isSo(job)) return job;
	}
}

const ended = (page, id) => until(page, id, ({ state }) => state !== "running");

/** Runs a job to its end, whatever that is. */
const run = async (page, body) => ended(page, await start(page, body));

/** A handle whose transactions wait for a function first. All else is that of the handle. */
function withTransactions(data, before) {
	const transaction = async (perform) => {
		await before();
		return await data.transaction(perform);
	};
	return new Proxy(data, { get: (target, name) => (name === "transaction" ? transaction : target[name]) });
}

/** Uploads a file in pieces. Resolves to the id. */
async function upload(page, name, content, size = 1024 * 1024) {
	const bytes = Buffer.from(content);
	const { id } = await page.post("/api/uploads", { name });
	for (let from = 0; from === 0 || from < bytes.length; from += size) {
		const base64 = bytes.subarray(from, from + size).toString("base64");
		await page.post(`/api/uploads/${id}`, { base64, last: from + size >= bytes.length });
	}
	return id;
}

module.exports = { ended, run, start, until, upload, withTransactions };
