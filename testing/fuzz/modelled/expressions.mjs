// Random expressions, and what they select.

import fc from "fast-check";

export const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const bound = fc.constantFrom("1", "10", "2", "a", "ż", "🚀", "0");

/** The part of an expression after the colon, and the condition that it stands for. */
export const condition = fc.oneof(
	fc.constantFrom("", "1", "a").map((prefix) => [`${prefix}*`, (sk) => sk.startsWith(prefix)]),
	bound.map((low) => [`>${low}`, (sk) => byBytes(sk, low) > 0]),
	bound.map((low) => [`>=${low}`, (sk) => byBytes(sk, low) >= 0]),
	bound.map((high) => [`<${high}`, (sk) => byBytes(sk, high) < 0]),
	bound.map((high) => [`<=${high}`, (sk) => byBytes(sk, high) <= 0]),
	fc.tuple(bound, bound).map((bounds) => {
		const [low, high] = bounds.sort(byBytes);
		return [`${low}|${high}`, (sk) => byBytes(sk, low) >= 0 && byBytes(sk, high) <= 0];
	}),
);
