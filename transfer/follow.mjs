// The changes of a source, copied as they happen.

import { keyOf } from "../formats/rows.mjs";
import { forEach } from "./lookups.mjs";
import { importRows } from "./pass.mjs";
import { whole } from "./whole.mjs";

/** Most changes that are copied at a time. The watch keeps the keys of the others. */
const AT_ONCE = 500;

/** Follows a source. Create it before the copy, so that no change falls between. */
export class Follower {
	/** How many changes are copied, and how many milliseconds after they were made the last ones were. */
	copied = 0;
	behind = 0;
	#copy;
	#watch;
	#next;

	/** @param {import("./pass.mjs").Copy} copy */
	constructor(copy) {
		this.#copy = copy;
		this.#watch = copy.source.watch(undefined, { initial: false, signal: copy.signal });
		// From this call on, every change is given.
		this.#next = this.#watch.next();
		this.#next.catch(() => {});
	}

	/** Copies changes until the signal is aborted. */
	async run(onProgress) {
		while (!(await this.#next).done) {
			await this.#copyKeys(await this.#changed());
			onProgress();
		}
	}

	/** The keys of the changes that are there now. */
	async #changed() {
		const keys = new Set();
		do {
			const { value, done } = await this.#next;
			if (done) break;
			keys.add(value.key);
			this.#next = this.#watch.next();
			this.#next.catch(() => {});
		} while (keys.size < AT_ONCE && (await isThere(this.#next)));
		return [...keys];
	}

	/** Copies what is stored now under these keys. Rows have all digits, which the items of a watch lack. */
	async #copyKeys(keys) {
		const { source, target, throttle, policy } = this.#copy;
		const rows = [];
		const gone = new Set(keys);
		await forEach(keys, async (key) => {
			for await (const row of source.export({ raw: true, expression: key, consistent: true })) {
				rows.push(whole(row));
				gone.delete(keyOf(row));
			}
		});
		for await (const piece of throttle.pieces(rows)) await importRows(target, piece, policy);
		if (gone.size > 0) await target.remove([...gone]);
		this.copied += keys.length;
		if (rows.length > 0) this.behind = Math.max(...rows.map(ageOf));
	}
}

/** Whether a promise is settled, or will be without anything from outside. */
function isThere(promise) {
	const later = new Promise((resolve) => setImmediate(resolve, false));
	const now = () => true;
	return Promise.race([promise.then(now, now), later]);
}

/** The milliseconds since a row was written. */
function ageOf({ md }) {
	const [second, fraction = ""] = md.N.split(".");
	return Math.max(0, Date.now() - Number(second) * 1000 - Number(fraction.padEnd(3, "0").slice(0, 3)));
}
