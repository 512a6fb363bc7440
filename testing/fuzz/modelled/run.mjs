// Cases of modelled calls. Each begins with an empty store.

import fc from "fast-check";
import { Model } from "./model.mjs";
import { reads } from "./reads.mjs";
import { writes } from "./writes.mjs";

const MAX_CALLS = 60;

export function property({ data }, count, replayPath) {
	const calls = fc.commands([...writes, ...reads], { maxCommands: MAX_CALLS, size: "max", replayPath });
	return fc.asyncProperty(calls, (commands) =>
		fc.asyncModelRun(async () => {
			await data.truncate();
			return { model: new Model(), real: { data, count } };
		}, commands),
	);
}
