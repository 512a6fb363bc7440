// Compares the verbs on the embedded store, used by one process, with other embedded stores.

import { isDeepStrictEqual } from "node:util";
import { withFolder } from "../cleanup.mjs";
import { document, range } from "../document.mjs";
import { each, interleaved, median, timed } from "../measure.mjs";
import { openPeers } from "../peers/index.mjs";
import { name as SYNCED_WRITES } from "../peers/synced-writes.mjs";
import { measure, OURS } from "../results.mjs";

const DOCUMENTS = 1000;
const OWN_SET = "its own `set`";

/**
 * The measures: the number of calls per round, the verb that a store needs, and how to call it. `targets` and `own` are
 * the highest allowed ratios, to other stores and to our own `set`. Writes come first, because they fill the stores.
 */
const MEASURES = [
	{
		id: "set-many",
		title: "`set`, 1,000 at a time",
		calls: DOCUMENTS,
		verb: "setMany",
		run: (store, documents) => store.setMany(documents),
		targets: { lmdb: 1 },
	},
	{
		id: "update-many",
		title: "partial update, 1,000 at a time",
		calls: DOCUMENTS,
		verb: "updateMany",
		run: (store, documents) => store.updateMany(documents),
		own: 1.5,
	},
	{
		id: "add-many",
		title: "`add`, 1,000 at a time",
		calls: DOCUMENTS,
		verb: "addMany",
		run: (store, documents) => store.addMany(documents),
		own: 1.5,
	},
	{
		id: "set",
		title: "`set`, one after another",
		calls: 50,
		verb: "set",
		run: (store, documents) => each(documents.length, (index) => store.set(documents[index])),
		targets: { [SYNCED_WRITES]: 1.3 },
	},
	{
		id: "get",
		title: "`get`, one after another",
		calls: 10_000,
		verb: "get",
		run: (store, _, calls) => each(calls, (index) => store.get(index % DOCUMENTS)),
		targets: { lmdb: 1, "@deno/kv": 1 / 50 },
	},
	{
		id: "get-many",
		title: "`get`, 100 at a time",
		calls: 10_000,
		verb: "get",
		run: (store, _, calls) => each(calls / 100, (turn) => Promise.all(hundred(turn).map((id) => store.get(id)))),
		targets: { lmdb: 1, "@deno/kv": 1 / 50 },
	},
	{
		id: "list",
		title: "list of 100",
		calls: 100,
		verb: "list",
		run: (store, _, calls) => each(calls, () => store.list(100)),
		targets: { lmdb: 1 },
	},
	{
		id: "list-by-label",
		title: "list of 100 by label",
		calls: 100,
		verb: "listByLabel",
		run: (store, _, calls) => each(calls, () => store.listByLabel(100)),
	},
];

const hundreds = range(DOCUMENTS / 100).map((turn) => range(100).map((index) => turn * 100 + index));
const hundred = (turn) => hundreds[turn % hundreds.length];

export const steps = ({ rounds }) => rounds + 1;

export function run({ folder, rounds, step }) {
	return withFolder(folder, async (own) => {
		const { peers, missing, versions, notes } = await openPeers(own);
		await verify(peers);
		const groups = MEASURES.map((what, index) =>
			peers.filter(({ store }) => store[what.verb]).map((peer) => [peer.name, caseOf(peer, what, index)]),
		);
		const taken = await interleaved(rounds, groups, step);
		for (const { store } of peers) await store.close();
		return { measures: measuresOf(taken), missing, versions, notes, references: [OWN_SET, SYNCED_WRITES] };
	});
}

/** Checks the answers, because a store with wrong answers could win. */
async function verify(peers) {
	const documents = range(DOCUMENTS).map((id) => document(id, 0));
	for (const { name, store } of peers.filter(({ store }) => store.get)) {
		await store.setMany(documents);
		const got = JSON.parse(JSON.stringify(await store.get(7)));
		const listed = (await store.list?.(100))?.length ?? 100;
		if (listed !== 100 || !sameContent(got, documents[7]))
			throw new Error(`'${name}' does not return the stored documents.`);
	}
}

const sorted = (object) => Object.fromEntries(Object.entries(object).toSorted());
const sameContent = (one, other) => isDeepStrictEqual(sorted(one), sorted(other));

function caseOf({ store, most = Number.POSITIVE_INFINITY }, { calls, run }, index) {
	const count = Math.min(calls, most);
	return (round) => {
		// New content for each measure of each round, because SQLite skips a write that changes nothing.
		const version = round * MEASURES.length + index + 1;
		const documents = range(Math.min(count, DOCUMENTS)).map((id) => document(id, version));
		return timed(count, () => run(store, documents, count));
	};
}

function measuresOf(taken) {
	const medians = taken.map((times) => new Map([...times].map(([name, values]) => [name, median(values)])));
	return MEASURES.map(({ id, title, targets, own }, index) => {
		const values = Object.fromEntries(medians[index]);
		if (own === undefined) return measure({ id, title, unit: "µs", values, targets });
		const withOwn = { ...values, [OWN_SET]: medians[0].get(OURS) };
		return measure({ id, title, unit: "µs", values: withOwn, targets: { [OWN_SET]: own } });
	});
}
