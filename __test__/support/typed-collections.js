"use strict";

// A collection for tests, and a checker of what must hold for it at any moment.

const { createHash } = require("node:crypto");

/** A Standard Schema by hand: `check` returns the message of what is wrong with an attribute. */
function schemaOf(check, { isAsync = false } = {}) {
	const validate = (value) => {
		const issues = Object.entries(check).flatMap(([name, judge]) => {
			const message = judge(value?.[name]);
			return message === undefined ? [] : [{ message, path: [name] }];
		});
		return issues.length > 0 ? { issues } : { value };
	};
	return {
		"~standard": {
			version: 1,
			vendor: "by-hand",
			validate: isAsync ? async (value) => validate(value) : validate,
		},
	};
}

const text = (value) => (typeof value === "string" ? undefined : "must be a string");
const anything = () => undefined;

/** What `data.collection("users", …)` gets in tests. */
const USERS = {
	schema: schemaOf({ id: text, email: anything, nick: anything, team: anything }),
	key: "id",
	labels: { label1: "team-${team}:${id}" },
	unique: ["email", "nick"],
};

/** The key of the marker of a unique value, by the rules of `docs/collections.md`. */
function markerOf(attribute, value) {
	const digest = (content) => `#sha256:${createHash("sha256").update(content).digest("base64url")}`;
	const isName = (text) => /^(?![<>:#])[^*|]+$/.test(text) && text.split(":").every((part) => part === part.trim());
	const isPlain = (text) => isName(text) && text !== "0" && Buffer.byteLength(text) <= 256;
	let name;
	if (typeof value === "string") name = isPlain(value) ? value : digest(`string:${value}`);
	else if (typeof value === "object") name = digest(`bytes:${Buffer.from(value).toString("base64")}`);
	else name = `#${typeof value === "boolean" ? "boolean" : "number"}:${value}`;
	return `users.${attribute}:${name}`;
}

const isStable = (expiry) => expiry === undefined || Math.abs(expiry - Date.now()) > 60_000;

/** All items of a collection of `data`, with metadata. */
async function itemsOf(data, name) {
	const items = [];
	let page = await data.get(`${name}:*`, { meta: true, consistent: true, limit: 1000 });
	for (; page !== undefined; page = await page.next?.()) items.push(...page.items);
	return items;
}

/**
 * Compares markers and labels of `users` with its items. Returns what the items ask for and what is there, sorted, for
 * `toEqual`. Nobody may write meanwhile. What expires about now is left out: it may do so between two reads.
 */
async function consistency(data) {
	const expected = [];
	const found = [];
	for (const { key, value, ttl, label1 } of await itemsOf(data, "users")) {
		const owner = key === "users" ? "0" : key.slice("users:".length);
		for (const attribute of USERS.unique) {
			if (value[attribute] === undefined || value[attribute] === null) continue;
			expected.push([markerOf(attribute, value[attribute]), owner, ttl?.getTime()]);
		}
		const { team } = value;
		const label = team === undefined || team === null ? undefined : `team-${team}:${value.id}`;
		expected.push([`label1 of ${key}`, label, ttl?.getTime()]);
		found.push([`label1 of ${key}`, label1, ttl?.getTime()]);
	}
	for (const attribute of USERS.unique) {
		for (const { key, value, ttl } of await itemsOf(data, `users.${attribute}`)) {
			found.push([key, value.owner, ttl?.getTime()]);
		}
	}
	const sorted = (list) => list.filter(([, , expiry]) => isStable(expiry)).sort(([a], [b]) => (a < b ? -1 : 1));
	return { expected: sorted(expected), found: sorted(found) };
}

/** A random call of a collection of few keys and few unique values: its name, and the values that it is made of. */
function randomCall(random) {
	const pick = (...choices) => choices[Math.floor(random() * choices.length)];
	const id = pick("a", "b", "c", "d", "e", "f");
	const attributes = {
		email: pick("1", "2", "3", "4", 1, 2, undefined, null, "x y:z", new Uint8Array([1])),
		nick: pick("1", "2", "3", true, undefined),
		team: pick("core", "ops", undefined),
	};
	const ttl = pick(undefined, undefined, undefined, null, 5, 4_000_000_000, 1_000_000_000);
	const verb = pick("create", "create", "create", "put", "put", "update", "update", "update", "remove", "reindex");
	return {
		verb,
		id,
		attributes,
		patch: pick(attributes, { email: attributes.email }, { team: attributes.team }, {}),
		ttl,
	};
}

/** Makes a random call. */
function invoke(users, { verb, id, attributes, patch, ttl }) {
	if (verb === "update") return users.update(id, patch, { ttl });
	if (verb === "remove") return users.remove(id);
	if (verb === "reindex") return users.reindex();
	return users[verb]({ id, ...attributes }, { ttl });
}

module.exports = { USERS, consistency, invoke, itemsOf, markerOf, randomCall, schemaOf, text };
