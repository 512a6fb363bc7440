// How far a copy is: what each share of its source has given.

import { Checksum } from "./checksum.mjs";

/** The shares of one copy, which lives as long as its process. A state that outlives it overrides `note` and `save`. */
export class Shares {
	started = Date.now();
	segments = [];

	/** Divides the source. The target has so many of the items that each share begins with. */
	divide(count, known = []) {
		this.segments = Array.from({ length: count }, (_, index) => ({
			known: known[index] ?? 0,
			read: 0,
			written: 0,
			unchanged: 0,
			skipped: 0,
			expiring: 0,
			checksum: new Checksum(),
		}));
	}

	/** The sum of a number over all segments. */
	total(name) {
		return this.segments.reduce((sum, segment) => sum + segment[name], 0);
	}

	/** The checksum of all that was read. */
	get checksum() {
		const whole = new Checksum();
		for (const { checksum } of this.segments) whole.join(checksum);
		return whole;
	}

	/** Hears that a page is done. */
	note() {}

	/** Hears that the pass has ended. */
	save() {}
}
