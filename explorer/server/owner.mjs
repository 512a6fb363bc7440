// Where a table is and whose, as DynamoDB tells it: its URL may leave the region to the environment.

import { setTimeout as sleep } from "node:timers/promises";

/** Who opens the page of a table that does not answer must not see an empty window. */
const PATIENCE_MS = 1200;

/** @param {import("./explorer.mjs").Explorer} explorer */
export function createOwner({ data, place }) {
	let asking;

	async function ask() {
		try {
			const { table } = await data.stat({ items: false });
			return { ...(table.region && { region: table.region }), ...(table.account && { account: table.account }) };
		} catch (error) {
			// The page shows what is wrong with the table when it reads its items.
			return error.code === "UNREACHABLE" ? { isLate: true } : {};
		} finally {
			asking = undefined;
		}
	}

	return {
		/** `{ region?, account? }`, or `{ isLate: true }` if the table does not answer soon: a later call may tell. */
		async read() {
			if (place.kind !== "dynamodb") return {};
			asking ??= ask();
			return Promise.race([asking, sleep(PATIENCE_MS, { isLate: true }, { ref: false })]);
		},
	};
}
