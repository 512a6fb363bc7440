"use strict";

// Unique values: for each, a marker item holds the key of its owner. A marker is written in the transaction that writes its
// owner and expires with it. It counts only while its owner has the value, so one that `data.set` or `data.remove` has left
// behind keeps nobody out.

const engine = require("../engine");
const { ValidationError, plainError } = require("../errors");
const { SIMPLE, normalized } = require("./keys");
const { isAttributes } = require("./values");

/** Longest key inside a collection, in bytes. */
const MAX_KEY_BYTES = 256;
/** Begins the names that are not a string as it is. */
const ENCODED = "#";

class Markers {
	#keys;
	#attributes;

	/** `keys` are those of the collection of the owners. */
	constructor(keys, collection, attributes) {
		this.#keys = keys;
		this.#attributes = new Map(attributes.map((name) => [name, `${collection}.${name}`]));
	}

	get isEmpty() {
		return this.#attributes.size === 0;
	}

	/** The names of the collections of markers. */
	get collections() {
		return [...this.#attributes.values()];
	}

	/** The key of the marker of a value. */
	keyOf(name, value) {
		const collection = this.#attributes.get(name);
		if (collection === undefined) {
			const names = [...this.#attributes.keys()].map((known) => `'${known}'`).join(", ") || "none";
			throw new ValidationError(
				`'getBy' takes the name of a unique attribute. Here these are: ${names}.`,
				"INVALID_OPTION",
			);
		}
		const text = markerName(value);
		if (text === undefined) throw notScalar(name);
		return `${collection}:${text}`;
	}

	/** The keys of the markers of what is stored under a key, each with the name of its attribute. */
	of(value) {
		const markers = new Map();
		if (!isAttributes(value)) return markers;
		for (const [name, collection] of this.#attributes) {
			const text = Object.hasOwn(value, name) ? markerName(value[name]) : undefined;
			if (text !== undefined) markers.set(`${collection}:${text}`, name);
		}
		return markers;
	}

	/** Refuses a value that is about to be stored if an attribute of it cannot be unique. */
	check(value) {
		for (const name of this.#attributes.keys()) {
			const given = Object.hasOwn(value, name) ? value[name] : undefined;
			if (given !== undefined && given !== null && markerName(given) === undefined) throw notScalar(name);
		}
	}

	/** The complete key of the item that a marker names. */
	ownerOf({ key, value }) {
		if (typeof value?.owner === "string") return this.#keys.complete(value.owner);
		throw foreign(key);
	}

	/**
	 * Gives the markers `taken` to the item `owner`, and frees `freed`, in a transaction. Resolves to whether that changes
	 * anything, and to the conflicts, which are markers that another item holds: they stay.
	 */
	async move(tx, owner, { taken = new Map(), freed = [], ttl }) {
		const all = [...taken.keys(), ...freed];
		if (all.length === 0) return { changed: false, conflicts: [] };
		const { items } = await tx.get(all, { meta: true });
		const found = new Map(items.map((item) => [item.key, item]));
		const conflicts = [];
		let changed = false;
		for (const [key, attribute] of taken) {
			const marker = found.get(key);
			if (marker?.value?.owner === owner && marker.ttl?.getTime() === ttl?.getTime()) continue;
			if (marker !== undefined && marker.value?.owner !== owner && (await this.isHeld(tx, marker))) {
				conflicts.push({ key: marker.value.owner, attribute });
				continue;
			}
			tx.set(key, { owner }, { overwrite: true, ttl });
			changed = true;
		}
		for (const key of freed) {
			if (found.get(key)?.value?.owner !== owner) continue;
			tx.remove(key);
			changed = true;
		}
		return { changed, conflicts };
	}

	/** Whether the item that a marker names has the value. `reader` is a transaction or a handle. */
	async isHeld(reader, marker, options) {
		return this.of(await reader.get(this.ownerOf(marker), options)).has(marker.key);
	}
}

/** The error for a value that another item has. */
function notUnique({ key, attribute }) {
	const error = plainError(`Another item has the same '${attribute}', which is unique.`, "NOT_UNIQUE");
	return Object.assign(error, { key, attribute });
}

function notScalar(name) {
	return plainError(`'${name}' is unique, so it is a string, a number, a boolean or bytes.`, "INVALID_VALUE");
}

function foreign(key) {
	const [collection] = key.split(":");
	return plainError(
		`Another program has written an item into '${collection}', where the markers of unique values are. Remove or move it.`,
		"UNREADABLE_ROW",
	);
}

/** The name of a marker for a value, different for all values that differ; `undefined` if the value cannot be unique. */
function markerName(value) {
	switch (typeof value) {
		case "string":
			return stringName(value.toWellFormed());
		case "boolean":
			return `${ENCODED}boolean:${value}`;
		case "number":
		case "bigint":
			return `${ENCODED}number:${value}`;
		default:
			return ArrayBuffer.isView(value) ? digest(`bytes:${engine.base64(value)}`) : undefined;
	}
}

function stringName(text) {
	return isName(text) ? text : digest(`string:${text}`);
}

/** Whether a text can be a key inside a collection, as it is. */
function isName(text) {
	return (
		/^(?![<>:#])[^*|]+$/.test(text) &&
		text === normalized(text) &&
		text !== SIMPLE &&
		Buffer.byteLength(text) <= MAX_KEY_BYTES
	);
}

function digest(text) {
	// Loaded by the first value that needs it: that takes longer than to load this package.
	const { createHash } = require("node:crypto");
	return `${ENCODED}sha256:${createHash("sha256").update(text).digest("base64url")}`;
}

module.exports = { Markers, notUnique };
