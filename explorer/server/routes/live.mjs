// The stream of changes.

import { EventStream } from "../event-stream.mjs";
import { sendChanges } from "../live.mjs";
import { queryOf } from "../query.mjs";
import { Refusal } from "../refusal.mjs";

export const routes = [
	{
		method: "GET",
		path: "/api/live",
		async run({ explorer, query, response, signal }) {
			if (!explorer.canListen) throw new Refusal(409, "NO_LIVE", "This explorer does not listen to changes.");
			await sendChanges(() => explorer.live, queryOf(query), new EventStream(response), signal);
		},
	},
];
