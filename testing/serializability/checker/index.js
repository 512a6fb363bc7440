"use strict";

// Checks whether a history of transactions is strictly serializable: whether some serial order, in which each transaction
// takes its place between its start and its end, explains everything that was read. The method is that of Elle
// (https://github.com/jepsen-io/elle): every value records the writes that made it, so what one transaction read says which
// transactions came before it and which after. A circle of such relations cannot be ordered.
//
// This folder is CommonJS, so that jest can load it.

const { circlesIn } = require("./circles");
const { graphOf } = require("./graph");
const { misreadings } = require("./reads");
const { survey } = require("./survey");
const { orderOf } = require("./versions");

/**
 * @typedef {object} Transaction
 * @property {string} id
 * @property {number} process
 * @property {number} start when it began. All times are of one clock, in any unit
 * @property {number} end when its outcome was known
 * @property {"committed" | "aborted" | "unknown"} outcome
 * @property {Operation[]} operations in order; of a committed transaction those that its commit relied on
 *
 * @typedef {object} Operation one of:
 * - `{ read: key, lineage }`: read a register. `lineage` lists the writes that made its value, the last one at the end. It begins with
 *   a write that resets the register, or with the first write of all. A register that was never written has the lineage `[]`.
 * - `{ write: key, id }`: wrote a register and kept the lineage of its value. Each write has an id of its own.
 * - `{ write: key, id, resets: true }`: wrote a register without keeping its lineage.
 * - `{ count: key, ids }`: read a tally. `ids` says how often each addition was made: `{ id: 1 }`.
 * - `{ add: key, id }`: added to a tally.
 * - `{ look: key, id, found }`: learned whether an addition is in a tally, as a condition does.
 *
 * @typedef {object} Violation
 * @property {string} anomaly its name in the literature, such as `G-single`, or `lost update`, `lost write`, `doubled write`,
 * `phantom`, `internal`, `incompatible order`
 * @property {string} text what happened, as a sentence
 */

/**
 * The violations of strict serializability in a history; `[]` if there are none.
 *
 * A transaction of unknown outcome counts as committed, at any time after its start, if a write of it was read.
 * What aborted transactions read is ignored.
 *
 * @param {Transaction[]} history
 * @returns {Violation[]}
 */
function check(history) {
	const found = survey(history);
	const { order, violations } = orderOf(found);
	const all = [...misreadings(found), ...violations];
	// Without a coherent order of versions, circles would only repeat what is wrong.
	return all.length > 0 ? all : circlesIn(graphOf(found, order));
}

module.exports = { check };
