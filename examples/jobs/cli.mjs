// The producer, and what people do by hand.

import { data } from "ampt-data";
import { enqueue, FAILED, requeue } from "./queue.mjs";

const COMMANDS = {
	/** Opens an account. */
	async open(account) {
		await data.set(`accounts:${account}`, { invoices: 0 }, { exists: false });
	},

	/** Orders an invoice, and does not wait for it. */
	async order(account, order, amount) {
		const isNew = await enqueue({ account, order, amount: Number(amount) });
		console.log(isNew ? "queued" : "queued before");
	},

	async invoices(account) {
		for await (const { key, value } of data.iterate(`invoices:${account}:*`)) console.log(key, value.text);
	},

	/** The jobs that were given up, and why. */
	async failed() {
		for await (const { value } of data.iterate(`${FAILED}:*`, { consistent: true })) {
			console.log(value.item.key, `${value.attempts} attempts`, value.error.message);
		}
	},

	/** Gives the jobs that wait to the workers again. */
	requeue,
};

const [name, ...args] = process.argv.slice(2);
try {
	if (!Object.hasOwn(COMMANDS, name ?? "")) {
		throw new TypeError(
			"Usage: cli.mjs open ACCOUNT | order ACCOUNT ORDER AMOUNT | invoices ACCOUNT | failed | requeue",
		);
	}
	await COMMANDS[name](...args);
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
} finally {
	await data.close();
}
