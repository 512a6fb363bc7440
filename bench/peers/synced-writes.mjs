// The least that a commit of LMDB can do: write pages, sync them, then write the page that makes them valid, synced.

import fs from "node:fs";
import path from "node:path";

export const name = "two synced writes";

const PAGE = 4096;
const PAGES = 6;
const LENGTH = 4 * 1024 * 1024;
/** Positions within the file's initial length: a file that grows would cost an additional write. */
const PLACES = Math.floor(LENGTH / PAGE / PAGES) - 1;

export async function open(folder) {
	const file = path.join(folder, "synced-writes");
	const pages = fs.openSync(file, "w+");
	fs.writeSync(pages, Buffer.alloc(LENGTH), 0, LENGTH, 0);
	fs.fsyncSync(pages);
	// Windows has no O_DSYNC, so the second write is followed by a sync there.
	const { O_RDWR, O_DSYNC } = fs.constants;
	const head = fs.openSync(file, O_RDWR | (O_DSYNC ?? 0));
	const content = Buffer.alloc(PAGES * PAGE);
	const entry = Buffer.alloc(152);
	let count = 0;
	return {
		set: () => {
			content.fill(++count % 256);
			entry.fill(count % 256);
			fs.writeSync(pages, content, 0, content.length, ((count % PLACES) + 1) * content.length);
			fs.fdatasyncSync(pages);
			fs.writeSync(head, entry, 0, entry.length, (count % 2) * PAGE);
			if (O_DSYNC === undefined) fs.fdatasyncSync(head);
		},
		close: () => {
			fs.closeSync(pages);
			fs.closeSync(head);
		},
	};
}
