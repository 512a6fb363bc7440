"use strict";

// Labels and markers for items that were there before, or that were written past the collection.

const { normalized } = require("./keys");
const { isAttributes } = require("./values");

/** Items that are worked on at the same time. */
const PARALLEL = 16;
/** Codes of errors about one item, which do not keep the others from being set right. */
const ABOUT_ITEM = new Set(["INVALID_VALUE", "INVALID_KEY", "ITEM_TOO_LARGE", "UNREADABLE_ROW"]);

/**
 * Gives each item the labels and markers of its value, and frees the markers that no item holds. Each item is one
 * transaction, so others may write meanwhile, and a run that was broken off is simply repeated.
 */
async function reindex({ data, definition, keys, markers }) {
	const report = { items: 0, changed: 0, freed: 0 };
	const conflicts = [];
	const refused = [];

	/** Notes what is wrong with an item, and goes on. */
	const refuse = (key, error) => {
		if (!ABOUT_ITEM.has(error?.code)) throw error;
		refused.push({ key, code: error.code, message: error.message });
	};

	/** The labels of an item, if it does not have them. */
	const missingLabels = (item) => {
		const labels = definition.labelsOf(item.value);
		const isRight = ([name, label]) => item[name] === (label === undefined ? undefined : normalized(label));
		return Object.entries(labels).every(isRight) ? undefined : labels;
	};

	const setRight = async (key) => {
		const owner = keys.inside(key);
		return data.transaction(async (tx) => {
			const item = await tx.get(key, { meta: true });
			if (!isAttributes(item?.value)) return { changed: false, conflicts: [] };
			const labels = missingLabels(item);
			// The empty object changes no attribute.
			if (labels !== undefined) tx.set(key, {}, { ...labels, exists: true });
			const moved = await markers.move(tx, owner, { taken: markers.of(item.value), ttl: item.ttl });
			return { changed: moved.changed || labels !== undefined, conflicts: moved.conflicts };
		});
	};

	const look = async (item) => {
		if (!isAttributes(item.value)) return;
		report.items++;
		const key = keys.inside(item.key);
		try {
			if (markers.isEmpty && missingLabels(item) === undefined) return;
			const { changed, conflicts: found } = await setRight(item.key);
			if (changed) report.changed++;
			for (const { key: owner, attribute } of found) conflicts.push({ key, attribute, owner });
		} catch (error) {
			refuse(key, error);
		}
	};

	const free = async (marker) => {
		if (await markers.isHeld(data, marker, { consistent: true })) return;
		const isFreed = await data.transaction(async (tx) => {
			const value = await tx.get(marker.key);
			if (value === undefined || (await markers.isHeld(tx, { key: marker.key, value }))) return false;
			tx.remove(marker.key);
			return true;
		});
		if (isFreed) report.freed++;
	};

	const check = async (marker) => {
		try {
			await free(marker);
		} catch (error) {
			refuse(marker.key, error);
		}
	};

	const all = (collection) => data.iterate(`${collection}:*`, { meta: true, consistent: true });
	await each(all(definition.name), look);
	for (const collection of markers.collections) await each(all(collection), check);
	if (conflicts.length > 0) report.conflicts = conflicts;
	if (refused.length > 0) report.refused = refused;
	return report;
}

/** Works on several items at the same time. Ends after the first failure, when nothing is under way any more. */
async function each(iteration, work) {
	const items = iteration[Symbol.asyncIterator]();
	const failures = [];
	const worker = async () => {
		try {
			for await (const item of items) await work(item);
		} catch (error) {
			failures.push(error);
		}
	};
	await Promise.all(Array.from({ length: PARALLEL }, worker));
	if (failures.length > 0) throw failures[0];
}

module.exports = { reindex };
