// Files that the page sends in pieces, for an import. They wait in a folder that only this user can read, and go with the
// explorer.

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
	#folder;
	#uploads = new Map();

	/** Begins an upload. `name` is that of the user's file. */
	begin(name) {
		if (typeof name !== "string" || name === "") throw badRequest("'name' must be the name of the file.");
		this.#forget();
		if (this.#uploads.size >= MOST) {
			throw new Refusal(
				429,
				"TOO_MANY_UPLOADS",
				`There are ${MOST} uploads already. They go an hour after their last use.`,
			);
		}
		this.#folder ??= fs.mkdtempSync(path.join(os.tmpdir(), "ampt-data-explorer-"));
		const id = randomUUID();
		const file = path.join(this.#folder, id);
		fs.writeFileSync(file, "", { mode: 0o600, flag: "wx" });
		this.#uploads.set(id, { name, file, size: 0, isWhole: false, used: Date.now(), adding: Promise.resolve() });
		return id;
	}

	/** Adds a piece. Resolves to the size until now. Pieces are added in the order of the calls. */
	async add(id, base64, isLast) {
		const upload = this.#find(id);
		const bytes = pieceOf(base64);
		if (upload.isWhole) throw badRequest("This upload is complete. Begin another one.");
		if (upload.size + bytes.length > MOST_BYTES) {
			await this.#remove(id);
			throw new Refusal(413, "TOO_LARGE", "The file has more than 4 GB. Import it with 'ampt-data import'.");
		}
		upload.size += bytes.length;
		upload.isWhole = isLast;
		const size = upload.size;
		upload.adding = upload.adding.then(() => fs.promises.appendFile(upload.file, bytes));
		await upload.adding;
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

	async close() {
		if (this.#folder !== undefined) await fs.promises.rm(this.#folder, { recursive: true, force: true });
	}

	#find(id) {
		const upload = typeof id === "string" ? this.#uploads.get(id) : undefined;
		if (upload === undefined)
			throw new Refusal(404, "NO_UPLOAD", "There is no such upload any more. Choose the file again.");
		upload.used = Date.now();
		return upload;
	}

	#forget() {
		for (const [id, { used }] of this.#uploads) if (used < Date.now() - KEPT) this.#remove(id);
	}

	async #remove(id) {
		const { file } = this.#uploads.get(id);
		this.#uploads.delete(id);
		await fs.promises.rm(file, { force: true });
	}
}

function pieceOf(base64) {
	if (typeof base64 !== "string" || base64.length % 4 !== 0 || !BASE64.test(base64)) {
		throw badRequest("'base64' must be a piece of the file as base64 text.");
	}
	const bytes = Buffer.from(base64, "base64");
	if (bytes.length > MOST_PIECE) throw new Refusal(413, "TOO_LARGE", "A piece has at most 1 MB.");
	return bytes;
}
