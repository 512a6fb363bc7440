// The queue. A job is an item, and the event of its change is what workers get.

import { data } from "ampt-data";

// The collection is what is worked on in order, one job at a time. With one for each account, accounts do not wait for each
// other, and a job that fails holds up its own account only.
const jobKey = (account, order) => `jobs-${account}:${order}`;

/** The events of jobs, with the filter { state: "waiting" }. */
export const JOBS = ["created:jobs-*:*", "updated:jobs-*:*"];
export const FAILED = "failed-jobs";

/** Orders an invoice. Returns `false` if that was done before, so a producer that is not sure may simply order again. */
export async function enqueue({ account, order, amount }) {
	for (const name of [account, order]) {
		if (!/^[\w-]{1,64}$/.test(name ?? "")) throw new TypeError("An account and an order have names such as 'order-1'.");
	}
	if (!Number.isSafeInteger(amount) || amount <= 0) throw new TypeError("The amount is a positive integer.");
	const job = { account, order, amount, state: "waiting" };
	try {
		await data.set(jobKey(account, order), job, { exists: false, label1: `waiting-jobs:${account}:${order}` });
		return true;
	} catch (error) {
		if (error.code === "ITEM_EXISTS") return false;
		throw error;
	}
}

/**
 * Changes all jobs that wait, so that workers get them again. An event is kept for 24 hours only, but a job is an item like
 * any other. So if no worker ran for longer, the jobs are still there, under their label. So are those that have failed, which
 * are tried again, too.
 */
export async function requeue() {
	for await (const { key } of data.iterate("waiting-jobs:*", { label: "label1" })) {
		try {
			await data.set(key, { requeued: { $add: 1 } }, { if: { state: "waiting" } });
		} catch (error) {
			// It was done a moment ago.
			if (error.code !== "CONDITION_FAILED") throw error;
		}
	}
}
