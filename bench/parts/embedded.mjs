// Compares the verbs on the embedded store with other embedded stores. Each has a process of its own, because stores in
// one process would share V8's optimized code and its heap. Only one of them works at a time.

import { withFolder } from "../cleanup.mjs";
import { interleaved, stepsOf } from "../measure.mjs";
import { startPeers } from "../peers/index.mjs";
import { name as SYNCED_WRITES } from "../peers/synced-writes.mjs";
import { measure, OURS } from "../results.mjs";

const OWN_SET = "its own `set`";

/**
 * The measures. `run` is a case of `children/store.mjs`. `targets` and `own` are the highest allowed ratios, to other
 * stores and to our own `set`. Writes come first, because they fill the stores.
 */
const MEASURES = [
	{ id: "set-many", title: "`set`, 1,000 at a time", run: "setMany", targets: { lmdb: 1 } },
	{ id: "update-many", title: "partial update, 1,000 at a time", run: "updateMany", own: 1.2 },
	{ id: "add-many", title: "`add`, 1,000 at a time", run: "addMany", own: 1.5 },
	{ id: "if-many", title: "`set` with `if`, 1,000 at a time", run: "ifMany", own: 2 },
	{ id: "version-many", title: "`set` with `version`, 1,000 at a time", run: "versionMany", own: 2 },
	{ id: "set", title: "`set`, one after another", run: "set", targets: { [SYNCED_WRITES]: 1.3 } },
	{ id: "transfer", title: "transaction of two items, one after another", run: "transfer", targets: { lmdb: 1.5 } },
	{
		id: "transfer-many",
		title: "transaction of two items, 100 at a time",
		run: "transferMany",
		targets: { "better-sqlite3": 1 },
	},
	{ id: "get", title: "`get`, one after another", run: "get", targets: { lmdb: 1, "@deno/kv": 1 / 50 } },
	{ id: "get-many", title: "`get`, 100 at a time", run: "getMany", targets: { lmdb: 1, "@deno/kv": 1 / 50 } },
	{ id: "list", title: "list of 100", run: "list", targets: { lmdb: 1 } },
	{ id: "list-by-label", title: "list of 100 by label", run: "listByLabel" },
];

export const steps = ({ rounds }) => stepsOf(rounds);

export function run({ folder, rounds, step }) {
	return withFolder(folder, async (own) => {
		const { peers, missing, versions, notes } = await startPeers(own);
		const groups = MEASURES.map(({ run }) =>
			peers
				.filter(({ cases }) => cases.includes(run))
				.map(({ name, child }) => [name, () => child.ask("measure", run)]),
		);
		const { taken, warmUp } = await interleaved(rounds, groups, step);
		for (const { child } of peers) {
			await child.ask("close");
			await child.end();
		}
		return { measures: measuresOf(taken), missing, versions, notes, references: [OWN_SET, SYNCED_WRITES], warmUp };
	});
}

function measuresOf(taken) {
	return MEASURES.map(({ id, title, targets, own }, index) => {
		const values = Object.fromEntries(taken[index]);
		if (own === undefined) return measure({ id, title, unit: "µs", values, targets });
		const withOwn = { ...values, [OWN_SET]: taken[0].get(OURS) };
		return measure({ id, title, unit: "µs", values: withOwn, targets: { [OWN_SET]: own } });
	});
}
