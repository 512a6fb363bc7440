// The work: each job becomes one invoice. The invoices of an account are numbered without gaps, so nothing may be done twice
// or by half.

import { setTimeout as sleep } from "node:timers/promises";
import { data } from "ampt-data";

/** How long a job that is done is kept. As long, ordering it again has no effect. */
const KEEP_SECONDS = 30 * 24 * 3600;

/**
 * The handler. An event may come again: after a failure, after a crash, and when a dead letter is replayed. So the event only says
 * which job to look at, and the job itself says whether it is done.
 */
export async function makeInvoice({ item: { key } }) {
	const job = await data.get(key, { consistent: true });
	if (job?.state !== "waiting") return undefined;

	// What is slow, or talks to others, comes before the transaction, whose function may run several times. It may happen
	// again as well: give another service a key that stays the same, such as the key of the job.
	const text = await render(job);

	// What counts happens here, with the note that it is done: all or nothing.
	return data.transaction(async (tx) => {
		const { state } = (await tx.get(key)) ?? {};
		if (state !== "waiting") return undefined;
		const account = await tx.get(`accounts:${job.account}`);
		if (account === undefined) throw new Error(`There is no account '${job.account}'.`);
		const number = account.invoices + 1;
		const name = `${job.account}:${String(number).padStart(6, "0")}`;
		tx.set(`accounts:${job.account}`, { invoices: number });
		tx.set(`invoices:${name}`, { order: job.order, amount: job.amount, text }, { exists: false });
		tx.set(key, { state: "done", invoice: name }, { label1: null, ttl: KEEP_SECONDS });
		return name;
	});
}

/** Stands for work that takes a while. */
async function render({ order, amount }) {
	await sleep(100);
	return `Please pay ${amount} for ${order}.`;
}
