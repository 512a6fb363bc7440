"use strict";

// Collections with a schema: the verbs of `data`, with keys inside the collection, over the public methods of a handle.

const { ValidationError } = require("../errors");
const { bindMethods, methodsOf } = require("../methods");
const { refuseUnknown } = require("../options");
const { Definition } = require("./definition");
const { CollectionIteration } = require("./iteration");
const { Keys, isExpression, normalized } = require("./keys");
const { Markers, notUnique } = require("./markers");
const {
	COUNT,
	CREATE,
	GET,
	GET_BY,
	GET_BY_LABEL,
	GET_MANY,
	ITERATE,
	PUT,
	REINDEX,
	REMOVE,
	UPDATE,
} = require("./options");
const { reindex } = require("./reindex");
const { changeOf, isAttributes } = require("./values");

/** What an item leaves behind that was not there. */
const NOTHING = { markers: new Map(), ttl: undefined };

/** Carries what the application's own code has thrown through a call, unchanged. */
class Thrown {
	constructor(error) {
		this.error = error;
	}
}

class Collection {
	#data;
	#definition;
	#keys;
	#markers;

	constructor(data, name, options) {
		this.#data = data;
		this.#definition = new Definition(name, options);
		this.#keys = new Keys(this.#definition.name);
		this.#markers = new Markers(this.#keys, this.#definition.name, this.#definition.unique);
		bindMethods(this, METHODS);
	}

	get name() {
		return this.#definition.name;
	}

	async create(value, options) {
		refuseUnknown(CREATE, options);
		return this.#store(value, { ...options, exists: false }, () => NOTHING);
	}

	async put(value, options) {
		refuseUnknown(PUT, options);
		return this.#store(value, { ...options }, async (tx, key) => {
			const before = await tx.get(key, { meta: true });
			return before === undefined ? NOTHING : this.#traces(before);
		});
	}

	async update(key, change, options) {
		refuseUnknown(UPDATE, options);
		const complete = this.#keys.completeOne("update", key);
		const changed = changeOf(change);
		const given = { ...options };
		return this.#call(key, () =>
			this.#data.transaction(async (tx) => {
				const before = await tx.get(complete, { meta: true });
				if (before === undefined) return tx.check(complete, { exists: true });
				const { value } = before;
				// The function may change what it gets.
				const traces = this.#traces(before);
				const names = isAttributes(value) ? Object.keys(value) : [];
				const item = await theirs(async () => this.#itemOf(await changed(value)));
				if (item.key !== normalized(key)) throw movedKey(this.name);
				const whole = { ...Object.fromEntries(names.map((name) => [name, undefined])), ...item.value };
				tx.set(complete, whole, { ...given, ...item.labels, removeNulls: false });
				await this.#moveMarkers(tx, item, traces, given.ttl === undefined ? traces.ttl : given.ttl);
				return item.value;
			}),
		);
	}

	async get(key, options) {
		if (Array.isArray(key)) {
			refuseUnknown(GET_MANY, options);
			return this.#keys.page(await this.#data.get(this.#keys.completeAll(key), options));
		}
		refuseUnknown(GET, options);
		const found = await this.#call(key, () => this.#data.get(this.#keys.complete(key), options));
		if (isExpression(key)) return this.#keys.page(found);
		return isWithMeta(options) && found !== undefined ? this.#keys.item(found) : found;
	}

	async getBy(name, given, options) {
		refuseUnknown(GET_BY, options);
		const marker = this.#markers.keyOf(name, given);
		const value = await this.#data.get(marker, { consistent: true });
		if (value === undefined) return undefined;
		const owner = this.#markers.ownerOf({ key: marker, value });
		const item = await this.#data.get(owner, { ...options, meta: true, consistent: true });
		// An owner that has lost the value meanwhile has left it to nobody, if only for a moment.
		if (item === undefined || !this.#markers.of(item.value).has(marker)) return undefined;
		return isWithMeta(options) ? this.#keys.item(item) : item.value;
	}

	async getByLabel(label, expression, options) {
		refuseUnknown(GET_BY_LABEL, options);
		return this.#keys.page(await this.#data.getByLabel(label, expression, options));
	}

	iterate(expression = "*", options = undefined) {
		refuseUnknown(ITERATE, options);
		return new CollectionIteration(this.#data.iterate(this.#keys.complete(expression), options), this.#keys);
	}

	async count(expression = "*", options = undefined) {
		refuseUnknown(COUNT, options);
		return this.#data.count(this.#keys.complete(expression), options);
	}

	async remove(key, options) {
		refuseUnknown(REMOVE, options);
		const complete = this.#keys.completeOne("remove", key);
		const given = { ...options };
		return this.#call(key, () => {
			if (this.#markers.isEmpty) return this.#data.remove(complete, given);
			return this.#data.transaction(async (tx) => {
				const freed = [...this.#markers.of(await tx.get(complete)).keys()];
				tx.remove(complete, given);
				await this.#markers.move(tx, normalized(key), { freed });
				return true;
			});
		});
	}

	async reindex(options) {
		refuseUnknown(REINDEX, options);
		return reindex({ data: this.#data, definition: this.#definition, keys: this.#keys, markers: this.#markers });
	}

	/** Writes a whole item. `before` tells what the one before leaves behind. */
	async #store(value, options, before) {
		const item = await this.#itemOf(value);
		const complete = this.#keys.complete(item.key);
		const settings = { ...options, ...item.labels, overwrite: true, removeNulls: false };
		await this.#call(item.key, () => {
			if (this.#markers.isEmpty) return this.#data.set(complete, item.value, settings);
			return this.#data.transaction(async (tx) => {
				const traces = await before(tx, complete);
				tx.set(complete, item.value, settings);
				await this.#moveMarkers(tx, item, traces, options.ttl);
			});
		});
		return item.value;
	}

	/** What is stored for a value of the application. */
	async #itemOf(given) {
		const value = await this.#definition.accept(given);
		const key = this.#definition.keyOf(value);
		this.#markers.check(value);
		return { key, value, labels: this.#definition.labelsOf(value), markers: this.#markers.of(value) };
	}

	/** What an item leaves behind when it is written anew. */
	#traces({ value, ttl }) {
		return { markers: this.#markers.of(value), ttl };
	}

	/** Gives an item that is written in a transaction its markers, and frees those that it had. */
	async #moveMarkers(tx, { key, markers }, before, given) {
		if (this.#markers.isEmpty) return;
		// The store knows what a relative `ttl` means at this moment.
		const isSet = given !== undefined && given !== null;
		const ttl = isSet ? (await tx.get(this.#keys.complete(key), { meta: true })).ttl : undefined;
		const isKept = ttl?.getTime() === before.ttl?.getTime();
		const taken = new Map([...markers].filter(([marker]) => !isKept || !before.markers.has(marker)));
		const freed = [...before.markers.keys()].filter((marker) => !markers.has(marker));
		const { conflicts } = await this.#markers.move(tx, key, { taken, freed, ttl });
		if (conflicts.length === 0) return;
		// If the conditions of the item itself do not hold, this rejects with that.
		await tx.get(this.#keys.complete(key));
		throw new Thrown(notUnique(conflicts[0]));
	}

	async #call(key, call) {
		try {
			return await call();
		} catch (error) {
			throw error instanceof Thrown ? error.error : this.#keys.error(error, key);
		}
	}
}

/** Runs code of the application. */
async function theirs(run) {
	try {
		return await run();
	} catch (error) {
		throw new Thrown(error);
	}
}

/** Whether a read returns items instead of values. */
function isWithMeta(options) {
	return options?.meta === true || options?.version === true;
}

function movedKey(collection) {
	return new Thrown(
		new ValidationError(
			`'update' cannot change the key of an item of '${collection}'. Create another item and remove this one.`,
			"INVALID_KEY",
		),
	);
}

const METHODS = methodsOf(Collection);

module.exports = { Collection };
