// The groups of event handlers, and the events that they gave up.

import { lettersIn, readLetters, replayCode } from "../letters.mjs";
import { integerOf } from "../query.mjs";
import { Refusal } from "../refusal.mjs";

export const routes = [
	{
		method: "GET",
		path: "/api/events",
		async run({ explorer, query, signal }) {
			const { data, place, canReplay } = explorer;
			const limit = integerOf(query, "limit", { least: 1, most: 100, byDefault: 50 });
			const expression = query.get("letters") ?? undefined;
			const start = query.get("start") ?? undefined;
			// Finding the collections of a table reads all of it.
			const isFree = place.kind !== "dynamodb" || query.get("scan") === "1";
			return {
				groups: await data.events.groups(),
				canReplay,
				...(isFree ? await lettersIn(data, signal) : { collections: null }),
				...(expression !== undefined && (await readLetters(data, expression, { limit, start, signal }))),
			};
		},
	},
	{
		method: "POST",
		path: "/api/events/forget",
		changes: true,
		run: ({ explorer, body: { group } }) => explorer.data.events.forget(group),
	},
	{
		method: "POST",
		path: "/api/events/replay",
		changes: true,
		async run({ explorer, body: { expression } }) {
			const code = replayCode(expression);
			if (!explorer.canReplay) {
				throw new Refusal(409, "NO_HANDLERS", "Only a program with the handlers can replay dead letters.", {
					hint: "Run this beside your application. It gives each letter once more to the handler that gave it up.",
					more: { code },
				});
			}
			const result = await explorer.data.events.replay(expression);
			explorer.changed();
			return result;
		},
	},
];
