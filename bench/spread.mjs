// Documents under keys that are spread at random, as in a real store.

import { document } from "./document.mjs";

/** A permutation of the 32-bit numbers: the last step of MurmurHash3, so different ids never collide. */
function mixed(id) {
	let bits = id;
	bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
	bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
	return (bits ^ (bits >>> 16)) >>> 0;
}

const name = (id) => mixed(id).toString(16).padStart(8, "0");

export const spreadKey = (id) => `users:${name(id)}`;

/** A label that sorts differently. */
export const spreadLabel = (id) => `l:${name(~id)}`;

/** Sets a document under its spread key, with its label. */
export const setSpread = (data, id, round) => data.set(spreadKey(id), document(id, round), { label1: spreadLabel(id) });

/** A pseudo-random id below `count`. Every run gets the same sequence. */
export const anyId = (turn, count) => mixed(turn) % count;
