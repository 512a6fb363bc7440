// The documents that every store is measured with, under the same keys.

/** A document with different content for each version, because SQLite skips a write that changes nothing. */
export const document = (id, version) => ({
	id,
	name: `Jane Doe ${id}`,
	email: `jane${id}@example.com`,
	age: 20 + (version % 60),
	active: true,
	score: (version % 100) + 0.65432,
	tags: ["a", "b", "c"],
	address: { street: "1 Main Street", city: "Warsaw", zip: "00-001" },
	bio: "Somebody who is written and read many times, for the sake of a number.",
	since: "2026-01-01T00:00:00.000Z",
});

/** The part of a document's key after the colon. */
export const name = (id) => String(id).padStart(6, "0");

export const key = (id) => `users:${name(id)}`;

export const label = (id) => `l:${name(id)}`;

/** The integers from 0 to `count` − 1. */
export const range = (count) => Array.from({ length: count }, (_, index) => index);
