// The tree of collections: which entries are open, what is inside of them, and how many items each has. It asks for little,
// and only for what somebody looks at.

/** Levels and counts that are asked for at a time. */
const PARALLEL = 2;

/** @typedef {{ kind: "node" | "item" | "more" | "waiting" | "failed", id: string, prefix: string, name: string, depth: number, isOpen?: boolean, items?: number }} Entry */

/** The entry of the items that are in no collection, because their keys have no colon. Its children are items. */
export const SINGLES = "";
const SINGLE_ITEMS = "Single items";
const prefixOf = (name) => (name === null ? SINGLES : `${name}:`);

export class Tree {
	#ask;
	#changed;
	#roots = [];
	#open = new Set();
	/** What is inside of a prefix: `{ nodes, keys, more?, isWhole?, isReading?, error? }`. */
	#levels = new Map();
	#counts = new Map();
	/** Counts that may have changed. */
	#stale = new Set();
	#wanted = [];
	#counting = new Set();

	/**
	 * @param {{ level(prefix: string, after?: string): Promise<object>, count(prefix: string): Promise<number> }} ask
	 * @param {() => void} changed hears that there is something new to show
	 */
	constructor(ask, changed) {
		this.#ask = ask;
		this.#changed = changed;
	}

	/** Takes the collections. What was open stays open. */
	fill(collections) {
		this.#roots = collections.map(({ name }) => ({ name: name ?? SINGLE_ITEMS, prefix: prefixOf(name) }));
		for (const { name, items } of collections) if (items !== undefined) this.#counts.set(prefixOf(name), items);
	}

	/** The entries to show, from top to bottom. */
	entries(filter = "") {
		const entries = [];
		const wanted = filter.toLowerCase();
		for (const { name, prefix } of this.#roots) {
			if (name.toLowerCase().includes(wanted)) this.#add(entries, { name, prefix }, 1);
		}
		return entries;
	}

	#add(entries, { name, prefix, isItem }, depth) {
		if (isItem) {
			entries.push({ kind: "item", id: name, prefix: name, name, depth });
			return;
		}
		const isOpen = this.#open.has(prefix);
		const level = this.#levels.get(prefix);
		const isLeaf = level !== undefined && level.more === undefined && level.nodes.length === 0 && !level.isReading;
		entries.push({ kind: "node", id: prefix, prefix, name, depth, isOpen, isLeaf, items: this.#counts.get(prefix) });
		if (!isOpen || level === undefined) return;
		for (const node of level.nodes) this.#add(entries, node, depth + 1);
		const more = (kind, title) =>
			entries.push({ kind, id: `${prefix}\0${kind}`, prefix, name: title, depth: depth + 1 });
		if (level.error !== undefined) more("failed", level.error.message);
		else if (level.isReading) more("waiting", "");
		else if (level.more !== undefined) more("more", "");
	}

	/** Opens an entry, or closes it. */
	toggle(prefix, isOpen = !this.#open.has(prefix)) {
		if (isOpen) this.#open.add(prefix);
		else this.#open.delete(prefix);
		if (isOpen && !this.#levels.has(prefix)) this.more(prefix);
		this.#changed();
	}

	/** Reads a level that one answer held. One of several answers stays: it would lose what somebody has asked for. */
	async #readAnew(prefix, level) {
		const { nodes, keys, more } = await this.#ask.level(prefix).catch(() => level);
		if (this.#levels.get(prefix) !== level) return;
		this.#levels.set(prefix, { nodes, keys, more, isWhole: more === undefined });
		this.#changed();
	}

	/** Reads more of what is inside of an entry. */
	async more(prefix) {
		const level = this.#levels.get(prefix) ?? { nodes: [], keys: 0 };
		if (level.isReading) return;
		this.#levels.set(prefix, { ...level, isReading: true, error: undefined });
		this.#changed();
		try {
			const { nodes, keys, more } = await this.#ask.level(prefix, level.more);
			const isWhole = level.more === undefined && more === undefined;
			const known = new Set(level.nodes.map((node) => node.prefix));
			const added = nodes.filter((node) => !known.has(node.prefix));
			this.#levels.set(prefix, { nodes: [...level.nodes, ...added], keys: level.keys + keys, more, isWhole });
		} catch (error) {
			this.#levels.set(prefix, { ...level, error });
		}
		this.#changed();
	}

	/** These entries are looked at: their items are counted, those that are not looked at any more are not. */
	want(prefixes) {
		this.#wanted = prefixes;
		this.#count();
	}

	/** Forgets what may have changed: it is asked for again when somebody looks. What is shown stays until then. */
	expire() {
		for (const [prefix, level] of this.#levels) {
			if (!this.#open.has(prefix)) this.#levels.delete(prefix);
			else if (level.isWhole) this.#readAnew(prefix, level);
		}
		this.#stale = new Set(this.#counts.keys());
		this.#count();
	}

	#count() {
		for (const prefix of this.#wanted) {
			if (this.#counting.size >= PARALLEL) return;
			if (prefix === SINGLES) continue;
			if (this.#counting.has(prefix) || (this.#counts.has(prefix) && !this.#stale.has(prefix))) continue;
			this.#countOne(prefix);
		}
	}

	async #countOne(prefix) {
		this.#counting.add(prefix);
		this.#stale.delete(prefix);
		try {
			this.#counts.set(prefix, await this.#ask.count(prefix));
		} catch {
			// A number that is missing says so itself; the next look at it asks again.
			this.#wanted = this.#wanted.filter((one) => one !== prefix);
		}
		this.#counting.delete(prefix);
		this.#changed();
		this.#count();
	}
}
