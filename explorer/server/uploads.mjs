// Files that the page sends in pieces, for an import. They wait in a folder that only this user can read, and go with their
// import, at the latest with the explorer.

import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { badRequest, Refusal } from "./refusal.mjs";

/** An upload that nobody uses goes after an hour. */
const KEPT = 3_600_000;
const MOST = 8;
const MOST_BYTES = 4 * 1024 ** 3;
const MOST_PIECE = 1024 * 1024;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The uploads of an explorer, for `explorer.part`. */
export const uploadsOf = () => new Uploads();

/** The uploads of one explorer. */
export class Uploads {
	#place;
	#folder;
	#uploads = new Map();

	/** @param {string} [place] where the folder is made when it is needed */
	constructor(place = os.tmpdir()) {
		this.#place = place;
	}

	/** Begins an upload. `name` is that of the user's file. */
	begin(name) {
		if (typeof name !== "string" || name === "") throw badRequest("'name' must be the name of the file.");
		this.#forget();
		const id = randomUUID();
		const file = this.#newFile(id);
		this.#uploads.set(id, { name, file, size: 0, isWhole: false, adding: Promise.resolve() });
		this.#find(id);
		return id;
	}

	/** Adds a piece. Resolves to the size until now. Pieces are added in the order of the calls. */
	async add(id, base64, isLast) {
		const upload = this.#find(id);
		const bytes = pieceOf(base64);
		if (upload.isWhole) throw badRequest("This upload is complete. Begin another one.");
		if (upload.size + bytes.length > MOST_BYTES) {
			await this.remove(id);
			throw new Refusal(413, "TOO_LARGE", "The file has more than 4 GB. Import it with 'ampt-data import'.");
		}
		upload.size += bytes.length;
		upload.isWhole = isLast;
		const size = upload.size;
		upload.adding = upload.adding.then(() => fs.promises.appendFile(upload.file, bytes));
		await upload.adding.catch(({ code }) => {
			// A file with a hole is no file.
			this.remove(id);
			throw this.#notKept(code);
		});
		return size;
	}

	/** A complete upload: its `name`, `size` and `open()`, which gives a stream of its bytes. */
	async whole(id) {
		const upload = this.#find(id);
		if (!upload.isWhole)
			throw new Refusal(409, "INCOMPLETE", "The upload is not complete. Send its other pieces first.");
		await upload.adding;
		const { name, file, size } = upload;
		return { name, size, open: () => fs.createReadStream(file, { highWaterMark: 256 * 1024 }) };
	}

	/** Removes an upload that nobody needs any more. */
	async remove(id) {
		const upload = this.#uploads.get(id);
		if (upload === undefined) return;
		this.#uploads.delete(id);
		clearTimeout(upload.timer);
		await fs.promises.rm(upload.file, { force: true });
	}

	async close() {
		for (const { timer } of this.#uploads.values()) clearTimeout(timer);
		if (this.#folder !== undefined) await fs.promises.rm(this.#folder, { recursive: true, force: true });
	}

	#newFile(id) {
		try {
			// Systems tidy their temporary folders up.
			if (this.#folder === undefined || !fs.existsSync(this.#folder)) {
				this.#folder = fs.mkdtempSync(path.join(this.#place, "ampt-data-explorer-"));
			}
			const file = path.join(this.#folder, id);
			fs.writeFileSync(file, "", { mode: 0o600, flag: "wx" });
			return file;
		} catch ({ code }) {
			throw this.#notKept(code);
		}
	}

	#find(id) {
		const upload = typeof id === "string" ? this.#uploads.get(id) : undefined;
		if (upload === undefined)
			throw new Refusal(404, "NO_UPLOAD", "There is no such upload any more. Choose the file again.");
		upload.used = Date.now();
		clearTimeout(upload.timer);
		upload.timer = setTimeout(() => this.remove(id), KEPT).unref();
		return upload;
	}

	#notKept(code) {
		const message = `The file cannot be kept in ${this.#place}: ${WHY[code] ?? code}. Choose the file again.`;
		return new Refusal(507, "NO_ROOM", message);
	}

	/** Makes room for one more: that goes which was used first of too many. */
	#forget() {
		const byUse = [...this.#uploads].sort(([, a], [, b]) => a.used - b.used);
		for (const [id] of byUse.slice(0, Math.max(0, byUse.length - MOST + 1))) this.remove(id);
	}
}

const WHY = Object.freeze({
	ENOSPC: "the disk is full",
	EDQUOT: "the disk is full",
	EACCES: "it may not be written",
	ENOENT: "the folder is gone",
});

function pieceOf(base64) {
	if (typeof base64 !== "string" || base64.length % 4 !== 0 || !BASE64.test(base64)) {
		throw badRequest("'base64' must be a piece of the file as base64 text.");
	}
	const bytes = Buffer.from(base64, "base64");
	if (bytes.length > MOST_PIECE) throw new Refusal(413, "TOO_LARGE", "A piece has at most 1 MB.");
	return bytes;
}
