// How fast a copy writes: items or write capacity units a second.

import { InvalidArgumentError } from "commander";
import { TokenBucket } from "limiter";
import { writeUnitsOf } from "../../transfer/size.mjs";

/** So many times a second, a piece of the work is let through. */
const PIECES = 4;

/** Reads the option `--rate`: `500` or `200wcu`. */
export function rate(text) {
	const [, number, unit] = /^(\d+(?:\.\d+)?)(wcu|\/s)?$/i.exec(text) ?? [];
	if (number === undefined || Number(number) === 0) {
		throw new InvalidArgumentError(
			"Pass items a second, such as 500, or write capacity units a second, such as 200wcu.",
		);
	}
	return { perSecond: Number(number), inUnits: unit?.toLowerCase() === "wcu" };
}

/** Lets rows through at a rate. Without one, at once. */
export class Throttle {
	#costOf;
	#most;
	#bucket;

	/** @param {{ perSecond: number, inUnits: boolean }} [rate] */
	constructor(rate, Bucket = TokenBucket) {
		if (rate === undefined) return;
		const { perSecond, inUnits } = rate;
		this.#costOf = inUnits ? writeUnitsOf : () => 1;
		this.#most = Math.max(1, perSecond / PIECES);
		this.#bucket = new Bucket({ bucketSize: this.#most, tokensPerInterval: perSecond, interval: "second" });
	}

	/** The rows in pieces, each of which comes when it may be written. */
	async *pieces(rows) {
		if (rows.length === 0) return;
		if (this.#bucket === undefined) {
			yield rows;
			return;
		}
		let [piece, cost] = [[], 0];
		for (const row of rows) {
			const added = this.#costOf(row);
			if (piece.length > 0 && cost + added > this.#most) {
				await this.#take(cost);
				yield piece;
				[piece, cost] = [[], 0];
			}
			piece.push(row);
			cost += added;
		}
		await this.#take(cost);
		yield piece;
	}

	/** Waits for tokens. One item may cost more than the bucket holds. */
	async #take(cost) {
		for (let left = cost; left > 0; left -= this.#most) await this.#bucket.removeTokens(Math.min(left, this.#most));
	}
}
