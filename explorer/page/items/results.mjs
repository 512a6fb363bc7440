// What a query has found: its rows, how many there are, and what reading them has cost.

import { batch, computed, signal } from "@preact/signals";
import { Scroller } from "../parts/scroller.mjs";
import { get } from "../state/api.mjs";
import { isTable } from "../state/store.mjs";
import { sayError } from "../state/toasts.mjs";
import { survey } from "./columns.mjs";
import { Expiring } from "./expiring.mjs";
import { FIRST_SORTED } from "./list.mjs";
import { Rows } from "./rows.mjs";

/** The results that are shown; those of the query before, until the first rows of a new one are here. */
export const results = signal(undefined);
/** Whether the first rows of another query are on their way. */
export const isStarting = signal(false);

/** Rows that decide which columns are shown at first. */
const LOOKED_AT = 200;

let starting;

/** Shows what the query of these parameters selects in a collection; `""`: in several. */
export function show(parameters, collection) {
	starting?.close();
	starting = undefined;
	isStarting.value = false;
	// Another view was shown meanwhile: the list is where it was, and as the store is now.
	if (JSON.stringify(results.value?.parameters) === JSON.stringify(parameters)) {
		results.value.parameters = parameters;
		results.value.refresh().catch(sayError);
		return;
	}
	isStarting.value = true;
	starting = new Results(parameters, collection, (begun) => {
		starting = undefined;
		batch(() => {
			isStarting.value = false;
			results.value?.close();
			results.value = begun;
		});
	});
}

let last = 0;

class Results {
	id = ++last;
	/** Rises with every change of what is here. */
	tick = signal(0);
	/** How long the last answer took in the store, in milliseconds. */
	took = signal(undefined);
	/** What the answers have cost on a table: `{ readUnits, throttled }`. */
	cost = signal(undefined);
	/** `"no"`, or `"running"` while items are counted. */
	counting = signal("no");
	/** How many rows a sort is about: reading them costs on a table. */
	sorted = signal(isTable.value ? FIRST_SORTED / 10 : FIRST_SORTED);
	/** Rows that cannot be read. */
	unreadable = signal([]);
	/** How many items there are; `undefined` while nobody knows. */
	total = computed(() => {
		this.tick.value;
		return this.#counted ?? this.rows.total;
	});
	/**
	 * What the first rows have. It stays as it is, so that no column comes or goes while somebody scrolls.
	 *
	 * @type {ReturnType<typeof survey>}
	 */
	found;
	#expiring;
	/** Where the window was in each order. */
	#scrollers = new Map();
	#counted;
	#ended = new AbortController();
	#begun;

	/**
	 * @param {Record<string, string>} parameters those of the query
	 * @param {string} collection
	 * @param {(results: Results) => void} begun called when the first rows are here, or cannot be read
	 */
	constructor(parameters, collection, begun) {
		this.parameters = parameters;
		this.collection = collection;
		this.#begun = begun;
		this.rows = new Rows(
			(from, aborted) => this.#read(from, aborted),
			() => this.#changed(),
		);
		this.rows.want(0, 1);
	}

	get error() {
		return this.rows.error;
	}

	/** Where the window is in an order of the items, also after another view was shown. */
	scrollerOf(order) {
		if (!this.#scrollers.has(order)) this.#scrollers.set(order, new Scroller());
		return this.#scrollers.get(order);
	}

	/** The items that expire. They are looked for when somebody asks. */
	get expiring() {
		this.#expiring ??= new Expiring(
			(from) => get("rows", { ...this.parameters, ...from }, { signal: this.#ended.signal }),
			() => this.#changed(),
		);
		return this.#expiring;
	}

	/** Counts the items, which costs as much on a table as reading all of them. */
	async count() {
		this.counting.value = "running";
		try {
			const { items } = await get("count", this.parameters, { signal: this.#ended.signal });
			this.#counted = items;
			this.#changed();
		} finally {
			this.counting.value = "no";
		}
	}

	/**
	 * Reads anew what is shown, and how many there are. What is shown stays until then. Resolves to whether that is up to
	 * date: many items take a while to count.
	 */
	async refresh() {
		this.#counted = undefined;
		const isOld = this.rows.isExact && (await this.#locate());
		this.rows.expire();
		return !isOld;
	}

	/** Reads again what could not be read. */
	again() {
		this.rows.again();
	}

	/**
	 * Takes changes of the store. Returns whether the list is up to date with them: an item that stays selected stays in its
	 * place, unless a label orders; all else needs a refresh.
	 */
	take(entries) {
		let isCurrent = true;
		for (const { name, row } of entries) {
			if (name === "updated" && row !== undefined && this.parameters.label === undefined) this.rows.replace(row);
			else isCurrent = false;
		}
		return isCurrent;
	}

	close() {
		this.#ended.abort();
		this.rows.close();
		this.#expiring?.close();
	}

	#changed() {
		this.tick.value++;
		if (this.rows.lines === 0 && this.rows.hasMore && this.error === undefined) return;
		if (this.#begun === undefined) return;
		this.found = survey([...this.rows.all()].slice(0, LOOKED_AT).map(([, row]) => row));
		this.#begun(this);
		this.#begun = undefined;
	}

	async #read(from, signal) {
		const answer = await get("rows", { ...this.parameters, ...from }, { signal });
		this.took.value = answer.took;
		if (answer.usage !== undefined) {
			const { readUnits = 0, throttled = 0 } = this.cost.peek() ?? {};
			this.cost.value = {
				readUnits: readUnits + (answer.usage.readUnits ?? 0),
				throttled: throttled + (answer.usage.throttled ?? 0),
			};
		}
		if (answer.unreadable !== undefined) this.#tellOf(answer.unreadable);
		if (from.at === undefined && from.start === undefined && answer.lastKey !== undefined) this.#begin();
		return answer;
	}

	#tellOf(found) {
		const known = new Map([...this.unreadable.peek(), ...found].map((one) => [one.key ?? one.message, one]));
		this.unreadable.value = [...known.values()];
	}

	/** There is more than the first page. An embedded store knows where everything is as soon as it has counted. */
	#begin() {
		if (isTable.value || this.rows.isExact) return;
		this.#locate().catch((error) => {
			if (error.name !== "AbortError" && error.code !== "NO_POSITIONS") throw error;
		});
	}

	async #locate() {
		this.counting.value = "running";
		try {
			const { items, isOld } = await get("positions", this.parameters, { signal: this.#ended.signal });
			this.rows.locate(items);
			return isOld === true;
		} finally {
			this.counting.value = "no";
		}
	}
}
