// The other store of a copy: which one it is, and that it is open only as long and only as far as the copy needs it.

import { Data } from "ampt-data";
import { identityOf } from "../../../transfer/identity.mjs";
import { placeOf, WITH_PASSWORD } from "../place.mjs";
import { badRequest } from "../refusal.mjs";

/** The store of a URL, if a copy from the explorer's store may go there. */
export function targetOf(explorer, url) {
	const place = placeOfUrl(url);
	if (place.kind === "memory") {
		throw badRequest(
			"A 'memory:' store lives in one process, so a copy there would be lost. Name another store.",
			"INVALID_URL",
		);
	}
	if (identity(url.trim(), place) === identity(explorer.url, explorer.place)) {
		throw badRequest("That is the store that you are looking at. Name another one.");
	}
	return new Target(url.trim(), place);
}

function placeOfUrl(url) {
	try {
		return placeOf(url.trim());
	} catch ({ message }) {
		const why = "'to' must be the URL of a store: 'file:PATH' or 'dynamodb://TABLE'.";
		throw badRequest(message === WITH_PASSWORD ? message : why, "INVALID_URL");
	}
}

const identity = (url, { kind, place, name }) =>
	identityOf(url, { kind: kind === "embedded" ? "file" : kind, folder: place, table: name });

class Target {
	#url;

	constructor(url, place) {
		this.#url = url;
		this.place = place;
	}

	get isTable() {
		return this.place.kind === "dynamodb";
	}

	/**
	 * Calls a function with a handle that cannot write; with `undefined` if no store is there yet. `abandoned` aborts when
	 * nobody waits for it any more.
	 */
	async read(action, abandoned) {
		const isReadOnly = new URLSearchParams(this.#url.split(/\?(.*)/s)[1]).has("readonly");
		const url = isReadOnly ? this.#url : `${this.#url}${this.#url.includes("?") ? "&" : "?"}readonly`;
		return await using(url, async (data) => action((await isThere(data)) ? data : undefined), abandoned);
	}

	/** Calls a function with a handle that writes. */
	async write(action, abandoned) {
		return await using(this.#url, action, abandoned);
	}
}

/** Calls a function with a handle. Once it is abandoned, nothing more begins with it. */
async function using(url, action, abandoned) {
	const data = Data.open(url);
	// This waits for what hangs, and nobody waits for this.
	abandoned.addEventListener("abort", () => data.close().catch(() => {}));
	try {
		return await action(data);
	} finally {
		await data.close();
	}
}

async function isThere(data) {
	try {
		await isEmpty(data);
		return true;
	} catch (error) {
		if (error.code === "STORE_NOT_FOUND") return false;
		throw error;
	}
}

/** Whether a store has no items. */
export async function isEmpty(data) {
	for await (const _ of data.iterate(undefined, { limit: 1, keysOnly: true })) return false;
	return true;
}
