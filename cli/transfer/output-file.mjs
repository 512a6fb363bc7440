// Where an export goes: standard output, a pipe, or a file that appears only when it is complete.

import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { isGzip } from "../../formats/index.mjs";
import { usage } from "../failure.mjs";
import { write } from "../output.mjs";
import { quoted } from "../text.mjs";

/**
 * Opens the output of a command. Call `finish` when all is written, else `discard`.
 *
 * @param {string | undefined} file a path; standard output if it is `-` or not given
 * @param {{ force?: boolean }} options `force` replaces a file that is there
 */
export function openOutput(file, { force } = {}) {
	if (file === undefined || file === "-") return { write, finish() {}, discard() {} };
	const there = fs.statSync(file, { throwIfNoEntry: false });
	if (there?.isDirectory()) throw usage(`${quoted(file)} is a folder. Name a file in it.`);
	if (/\.(?:zip|zst|bz2|xz|br|lz4|7z)$/i.test(file))
		throw usage(`${quoted(file)}: only gzip is written, to a file whose name ends in '.gz'.`);
	// A named pipe or a device has its reader already.
	if (there !== undefined && !there.isFile()) return new OutputFile(file, file);
	if (there !== undefined && !force) throw usage(`${quoted(file)} exists. Pass '--force' to replace it.`);
	return new OutputFile(file, path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.partial`));
}

class OutputFile {
	#file;
	#partial;
	/** What is written to: the file, or what compresses for it. */
	#stream;
	#output;
	#written;

	constructor(file, partial) {
		[this.#file, this.#partial] = [file, partial];
		const output = fs.createWriteStream(partial, { fd: this.#opened(), flush: partial !== file });
		this.#written = finished(output);
		// Whoever writes or finishes hears of it.
		this.#written.catch(() => {});
		[this.#stream, this.#output] = [output, output];
		if (isGzip(file)) {
			this.#stream = createGzip();
			this.#stream.pipe(output);
			output.on("error", (error) => this.#stream.destroy(error));
			this.#stream.on("error", () => {});
		}
	}

	/** Opens the file at once, so that no work is done for one that cannot be written. */
	#opened() {
		try {
			return fs.openSync(this.#partial, "w");
		} catch (error) {
			return this.#fail(error);
		}
	}

	async write(text) {
		if (this.#stream.write(text)) return;
		await Promise.race([once(this.#stream, "drain"), this.#written]).catch((error) => this.#fail(error));
	}

	async finish() {
		this.#stream.end();
		await this.#written.catch((error) => this.#fail(error));
		if (this.#partial !== this.#file) fs.renameSync(this.#partial, this.#file);
	}

	async discard() {
		this.#stream.destroy();
		this.#output.destroy();
		// Some systems remove no file that is open.
		if (!this.#output.closed) await new Promise((resolve) => this.#output.once("close", resolve));
		if (this.#partial !== this.#file) fs.rmSync(this.#partial, { force: true });
	}

	#fail({ code }) {
		const why = { ENOSPC: "the disk is full", ENOENT: "its folder does not exist", EACCES: "it may not be written" };
		throw usage(`${quoted(this.#file)} cannot be written: ${why[code] ?? code}.`);
	}
}
