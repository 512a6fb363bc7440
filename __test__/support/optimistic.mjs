// A store in memory with transactions of which one part can be left out, to see whether the histories of
// testing/serializability find it. Prints the anomalies of `histories` histories: optimistic.mjs FLAW SEED HISTORIES

import { execute } from "../../testing/serializability/execute.mjs";
import { faultsOf, make } from "../../testing/serializability/history.mjs";
import { planOf } from "../../testing/serializability/plan.mjs";
import randomness from "./random.js";

const MOST_RUNS = 16;

const [flaw, seed, histories] = process.argv.slice(2);
const random = randomness.randomOf(Number(seed));

/** Lets others go on, for a random time. */
async function pause(share = 0.4) {
	do await new Promise(setImmediate);
	while (random() < share);
}

const refusal = (code, item) => Object.assign(new Error(code), { code, key: item.key, item: shown(item) });
const shown = (item) => (item.value === undefined ? undefined : { ...item, version: String(item.version) });

function edited(value, edit, overwrite) {
	if (overwrite) return edit;
	const changed = { ...value };
	for (const [name, own] of Object.entries(edit)) {
		if (own.$append !== undefined) changed[name] = [...(changed[name] ?? []), ...own.$append];
		else changed[name] = own.$add === undefined ? own : (changed[name] ?? 0) + own.$add;
	}
	return changed;
}

class Store {
	#items = new Map();
	#versions = 0;

	async get(key, { version } = {}) {
		await pause();
		if (Array.isArray(key)) return this.#getMany(key);
		const item = this.#at(key);
		await pause();
		return version ? shown(item) : item.value;
	}

	async #getMany(keys) {
		const items = [];
		for (const key of keys) {
			if (flaw === "reads one by one") await pause(0.9);
			items.push(this.#at(key));
		}
		await pause();
		return { items: items.filter(({ value }) => value !== undefined) };
	}

	async set(key, value, { overwrite } = {}) {
		await pause();
		const items = Array.isArray(key) ? key : [{ key, value }];
		for (const item of items) {
			this.#put(item.key, edited(this.#at(item.key).value, item.value, overwrite));
			if (flaw === "writes one by one") await pause(0.9);
		}
		await pause();
	}

	add(key, name, delta) {
		return this.set(key, { [name]: { $add: delta } });
	}

	async transaction(perform) {
		for (let run = 0; run < MOST_RUNS; run++) {
			const reads = new Map();
			const edits = new Map();
			const checks = [];
			const edit = (key, change) => edits.set(key, [...(edits.get(key) ?? []), change]);
			const read = (key) => {
				if (!reads.has(key)) reads.set(key, this.#at(key));
				const value = (edits.get(key) ?? []).reduce((before, change) => change(before), reads.get(key).value);
				return { key, value };
			};
			await perform({
				get: async (key) => {
					await pause();
					if (!Array.isArray(key)) return read(key).value;
					return { items: key.map(read).filter(({ value }) => value !== undefined) };
				},
				set: (key, value, { overwrite } = {}) => edit(key, (before) => edited(before, value, overwrite)),
				add: (key, name, delta) => edit(key, (before) => edited(before, { [name]: { $add: delta } })),
				remove: (key) => edit(key, () => undefined),
				check: (key, condition) => checks.push([key, condition]),
			});
			await pause();
			if (this.#isStale(reads, edits)) continue;
			if (flaw !== "forgets checks") for (const [key, condition] of checks) this.#check(key, condition);
			await this.#commit(edits);
			if (flaw === "commits twice" && random() < 0.05) await this.#commit(edits);
			await pause();
			if (flaw === "reports failures that are none" && random() < 0.05) throw refusal("THROTTLED", {});
			return;
		}
		throw refusal("CONTENTION", {});
	}

	#isStale(reads, edits) {
		const counts = ([key]) => flaw !== "trusts what it only read" || edits.has(key);
		const read = flaw === "trusts what it read" ? [] : [...reads].filter(counts);
		return read.some(([key, { version }]) => this.#at(key).version !== version);
	}

	async #commit(edits) {
		for (const [key, changes] of edits) {
			this.#put(
				key,
				changes.reduce((before, change) => change(before), this.#at(key).value),
			);
			if (flaw === "writes one by one") await pause(0.9);
		}
	}

	#check(key, { exists, version, if: match }) {
		const item = this.#at(key);
		const { value } = item;
		if (exists === true && value === undefined) throw refusal("ITEM_NOT_FOUND", item);
		if (exists === false && value !== undefined) throw refusal("ITEM_EXISTS", item);
		if (version !== undefined && String(item.version) !== version) throw refusal("VERSION_MISMATCH", item);
		for (const [name, { $exists }] of Object.entries(match ?? {})) {
			if ((value?.[name] !== undefined) !== $exists) throw refusal("CONDITION_FAILED", item);
		}
	}

	#at(key) {
		return this.#items.get(key) ?? { key, version: 0 };
	}

	#put(key, value) {
		this.#items.set(key, { key, value, version: ++this.#versions });
	}
}

const data = new Store();
const crew = {
	async run({ seed, name }) {
		const plan = planOf(seed, name);
		const parts = plan.processes.map(async (list, number) => {
			const records = [];
			for (const planned of list) records.push(...(await execute(data, plan, number, planned)));
			return records;
		});
		return (await Promise.all(parts)).flat();
	},
};
const anomalies = new Set();
for (let index = 0; index < Number(histories); index++) {
	const history = await make(data, crew, Number(seed) + index);
	for (const { anomaly, text } of faultsOf(history)) anomalies.add(anomaly === "error" ? text : anomaly);
}
console.log(JSON.stringify([...anomalies]));
