// An embedded store in a process of its own, which measures itself.

import { isDeepStrictEqual } from "node:util";
import { document, range } from "../document.mjs";
import { each, timed } from "../measure.mjs";
import { serve } from "../serve.mjs";

const [, , file, folder] = process.argv;
const DOCUMENTS = 1000;
let store;
let version = 0;

/** Documents with new content each time, because SQLite skips a write that changes nothing. */
function documents(count) {
	version++;
	return range(count).map((id) => document(id, version));
}

/** Two accounts, between which a transaction moves money. */
const accounts = (pair) => [`accounts:${2 * pair}`, `accounts:${2 * pair + 1}`];

const hundreds = range(DOCUMENTS / 100).map((turn) => range(100).map((index) => turn * 100 + index));

/** How many calls make a turn, and the turn. Writes get as many new documents. A case needs the verb of its name. */
const CASES = {
	setMany: { calls: DOCUMENTS, turn: (written) => store.setMany(written), writes: true },
	updateMany: { calls: DOCUMENTS, turn: (written) => store.updateMany(written), writes: true },
	addMany: { calls: DOCUMENTS, turn: (written) => store.addMany(written), writes: true },
	ifMany: { calls: DOCUMENTS, turn: (written) => store.ifMany(written), writes: true },
	versionMany: { calls: DOCUMENTS, turn: (written) => store.versionMany(written), writes: true },
	transfer: { calls: 50, turn: () => each(50, (pair) => store.transfer(...accounts(pair))) },
	transferMany: {
		verb: "transfer",
		calls: 100,
		turn: () => Promise.all(range(100).map((pair) => store.transfer(...accounts(pair)))),
	},
	set: { calls: 50, turn: (written) => each(written.length, (index) => store.set(written[index])), writes: true },
	get: { calls: DOCUMENTS, turn: () => each(DOCUMENTS, (id) => store.get(id)) },
	getMany: {
		verb: "get",
		calls: DOCUMENTS,
		turn: () => each(hundreds.length, (index) => Promise.all(hundreds[index].map((id) => store.get(id)))),
	},
	list: { calls: 10, turn: () => each(10, () => store.list(100)) },
	listByLabel: { calls: 10, turn: () => each(10, () => store.listByLabel(100)) },
};

const sorted = (object) => Object.fromEntries(Object.entries(object).toSorted());
const sameContent = (one, other) => isDeepStrictEqual(sorted(one), sorted(other));

/** Checks the answers, because a store with wrong answers could win. */
async function verify(name) {
	const stored = documents(DOCUMENTS);
	await store.setMany(stored);
	const got = JSON.parse(JSON.stringify(await store.get(7)));
	const listed = (await store.list?.(100))?.length ?? 100;
	if (store.transfer) await verifyTransfer(name);
	if (listed !== 100 || !sameContent(got, stored[7]))
		throw new Error(`'${name}' does not return the stored documents.`);
}

async function verifyTransfer(name) {
	const [from, to] = accounts(0);
	const before = await store.balances(from, to);
	await store.transfer(from, to);
	const after = await store.balances(from, to);
	if (after[0] !== before[0] - 1 || after[1] !== before[1] + 1) throw new Error(`'${name}' does not move money.`);
}

serve({
	/** What the parent reports of this store, and the cases that it can run. */
	open: async () => {
		const { name, packages = [], note, open } = await import(`../peers/${file}.mjs`);
		store = await open(folder);
		if (store.get) await verify(name);
		const cases = Object.keys(CASES).filter((id) => store[CASES[id].verb ?? id]);
		return { name, packages, note, cases };
	},
	/** Microseconds per call. */
	measure: (id) => {
		const { calls, turn, writes } = CASES[id];
		return timed(calls, turn, writes ? () => documents(calls) : undefined);
	},
	close: () => store.close(),
});
