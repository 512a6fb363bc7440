// Makes a call on both the model and the store, and compares their answers.

import { Refused } from "./model.mjs";
import { canonical } from "./values.mjs";

/**
 * A fast-check command. `ask(data)` makes the call, `expect(model)` returns what it must resolve to, and `see` reduces
 * the answer to what is compared.
 */
export class Call {
	constructor(text, { ask, expect, see = (answer) => answer }) {
		Object.assign(this, { text, ask, expect, see });
	}

	check() {
		return true;
	}

	async run(model, { data, count }) {
		count();
		const expected = answer(() => this.expect(model));
		const actual = await this.ask(data).then(
			(value) => ({ value: this.see(value) }),
			(error) => ({ refused: error }),
		);
		if (expected.refused !== undefined) {
			if (actual.refused?.code === expected.refused) return;
			throw this.mismatch(expected, actual);
		}
		if (actual.refused !== undefined || canonical(actual.value) !== canonical(expected.value))
			throw this.mismatch(expected, actual);
	}

	mismatch(expected, actual) {
		const shown =
			actual.refused === undefined ? canonical(actual) : `an error ${actual.refused.code}: ${actual.refused.message}`;
		return new Error(`${this.text}\n expected ${canonical(expected)}\n and got ${shown}`, { cause: actual.refused });
	}

	toString() {
		return this.text;
	}
}

function answer(expect) {
	try {
		return { value: expect() };
	} catch (error) {
		if (error instanceof Refused) return { refused: error.code };
		throw error;
	}
}

/** An item with its metadata, but with a check of its dates in place of the dates, which the model cannot predict. */
export function withoutMoments({ created, modified, ttl, ...item }) {
	const dates = [created, modified].every((date) => date instanceof Date && Math.abs(Date.now() - date) < 3_600_000);
	return { ...item, dates, ttl: ttl !== undefined };
}

/** The same for an item of the model. */
export function metadata({ key, value, labels, hasTtl }) {
	return { key, value, ...labels, dates: true, ttl: hasTtl };
}
