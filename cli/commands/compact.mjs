import { onInterrupt } from "../interrupt.mjs";
import { note } from "../output.mjs";
import { progress } from "../progress.mjs";
import { needEmbedded, openStore } from "../store.mjs";
import { size } from "../text.mjs";

export const examples = [
	["compact", "give the space of removed items back to the file system; no other program may use the store"],
];

export function define() {}

export async function run(options) {
	needEmbedded(options, "Only the file of an embedded store is made smaller. A table needs nothing of the kind.");
	const data = await openStore(options, { changes: true, creates: false });
	onInterrupt("The file is as it was. Run the same command again.");
	const bar = await progress("compacting", { unit: "bytes" });
	const onProgress = ({ bytes, total }) => bar.update(bytes, total);
	const { before, after } = await data.compact({ onProgress }).finally(() => bar.stop());
	note(`The file has ${size(after)} now, and had ${size(before)} before.`);
}
