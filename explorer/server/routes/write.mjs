// The changes that the page has gathered, written together.

import { badRequest } from "../refusal.mjs";
import { write } from "../write.mjs";

/** What a transaction writes, however JSON escapes and DynamoDB JSON pads it. */
const LIMIT = Object.freeze({ megabytes: 64, advice: "Write fewer items at a time." });

export const routes = [
	{
		method: "POST",
		path: "/api/write",
		changes: true,
		limit: LIMIT,
		async run({ explorer, body: { changes, ...others } }) {
			if (Object.keys(others).length > 0) throw badRequest("A write has 'changes', and nothing else.");
			const { rows, overtaken } = await write(explorer.data, changes);
			explorer.changed();
			return { rows, ...(overtaken.length > 0 && { overtaken }) };
		},
	},
];
