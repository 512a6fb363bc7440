// Documents whose keys come in no order.

import { document } from "./document.mjs";

/** Another number of 32 bits for each: the last step of MurmurHash3, which has no collisions. */
function mixed(id) {
	let bits = id;
	bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
	bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
	return (bits ^ (bits >>> 16)) >>> 0;
}

const name = (id) => mixed(id).toString(16).padStart(8, "0");

export const spreadKey = (id) => `users:${name(id)}`;

/** Sets a document under its spread key, with a label in yet another order. */
export const setSpread = (data, id, round) =>
	data.set(spreadKey(id), document(id, round), { label1: `l:${name(~id)}` });

/** Any of a number of documents, the same in each run. */
export const anyId = (turn, count) => mixed(turn) % count;
