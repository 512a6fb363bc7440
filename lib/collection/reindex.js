"use strict";

// Labels and markers for items that were there before, or that were written past the collection.

const { normalized } = require("./keys");
const { isAttributes } = require("./values");

/** Items that are worked on at the same time. */
const PARALLEL = 16;

/**
 * Gives each item the labels and markers of its value, and frees the markers that no item holds. Each item is one
 * transaction, so others may write meanwhile, and a run that was broken off is simply repeated.
 */
async function reindex({ data, definition, keys, markers }) {
	const report = { items: 0, changed: 0, freed: 0 };
	const conflicts = [];

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
			// A value that cannot have its labels says which, but not where it is.
			if (error?.code === "INVALID_VALUE") error.key = key;
			throw error;
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

	const all = (collection) => data.iterate(`${collection}:*`, { meta: true, consistent: true });
	await each(all(definition.name), look);
	for (const collection of markers.collections) await each(all(collection), free);
	return conflicts.length === 0 ? report : { ...report, conflicts };
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
