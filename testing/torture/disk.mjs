// A small disk that can be filled, and copies of a folder during writes.

import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const PIECE = 256 * 1024;

/** Mounts a small disk if the system permits it; otherwise uses a folder, which is never filled. */
export function makeDisk() {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ampt-data-torture-"));
	const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", folder]);
	const mounted = status === 0;
	return {
		folder,
		canBeFilled: mounted,
		remove() {
			if (mounted) spawnSync("umount", ["-l", folder]);
			fs.rmSync(folder, { recursive: true, force: true });
		},
	};
}

export function fill(disk) {
	const file = fs.openSync(path.join(disk.folder, "filling"), "w");
	try {
		for (let size = PIECE; size > 0; size = size > 512 ? size / 2 : 0) {
			try {
				for (;;) fs.writeSync(file, Buffer.alloc(size));
			} catch {
				// The disk has no room for a piece of this size: go on with half of it.
			}
		}
	} finally {
		fs.closeSync(file);
	}
}

export function empty(disk) {
	fs.rmSync(path.join(disk.folder, "filling"), { force: true });
}

/** Copies a folder piece by piece from the beginning, as `cp` does, with pauses in which writers continue. */
export async function copyFolder(from, to, pause) {
	fs.mkdirSync(to, { recursive: true });
	for (const name of fs.readdirSync(from).filter((name) => name.endsWith(".mdb") && !name.startsWith("."))) {
		const source = fs.openSync(path.join(from, name), "r");
		const target = fs.openSync(path.join(to, name), "w");
		const piece = Buffer.alloc(PIECE);
		for (let read = fs.readSync(source, piece); read > 0; read = fs.readSync(source, piece)) {
			fs.writeSync(target, piece, 0, read);
			await pause();
		}
		fs.closeSync(source);
		fs.closeSync(target);
	}
}
