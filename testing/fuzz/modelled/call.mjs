// One call on both the model and the store, and how their answers are compared.

import { Refused } from "./model.mjs";
import { canonical } from "./values.mjs";

/**
 * A command of fast-check's. `ask(data)` makes the call, `expect(model)` gives what it must resolve to, and `see` makes of the
 * answer what is compared.
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

/** An item with its metadata, without the moments that nobody can foresee. */
export function withoutMoments({ created, modified, ttl, ...item }) {
	const dates = [created, modified].every((date) => date instanceof Date && Math.abs(Date.now() - date) < 3_600_000);
	return { ...item, dates, ttl: ttl !== undefined };
}

/** What `withoutMoments` gives of an item of the model. */
export function metadata({ key, value, labels, hasTtl }) {
	return { key, value, ...labels, dates: true, ttl: hasTtl };
}
