// How far a copy has come, in a file, for one that goes on after it was interrupted or its process died. It is a hint about
// where the target has most items already, so that looking there costs less than writing. No item is left out because of
// it: both stores may have changed since, and the target may be another one.

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import envPaths from "env-paths";
import { Shares } from "../../transfer/shares.mjs";
import { Failure, usage } from "../failure.mjs";
import { quoted } from "../text.mjs";

const VERSION = 2;
/** Milliseconds between two writes of the file. What was copied since is written again after a kill. */
const INTERVAL = 500;

const WHY = Object.freeze({
	EISDIR: "it is a folder",
	ENOTDIR: "a part of its path is a file",
	EACCES: "you may not use it",
	ENOSPC: "the disk is full",
});

/** Where the state of a copy is, if no other file is named: the name follows from the two stores. */
export function stateFile(from, to) {
	const name = createHash("sha256").update(`${from}\n${to}`).digest("hex").slice(0, 16);
	return path.join(envPaths("ampt-data", { suffix: "" }).data, `copy-${name}.json`);
}

/** The state of one copy. */
export class CopyState extends Shares {
	#file;
	#saved = 0;
	#isSaved = false;

	/** Reads the state of a copy that was interrupted; a new one if there is none. */
	static load(file, { from, to, isAnew }) {
		const kept = isAnew ? undefined : read(file);
		if (kept === undefined) return new CopyState(file, { from, to }, false);
		if (kept.from !== from || kept.to !== to) {
			throw usage(`${quoted(file)} is the state of a copy between other stores. Name another file with '--state'.`);
		}
		return new CopyState(file, kept, true);
	}

	constructor(file, { from, to, wasEmpty, isWhole = false, isFollowing = false, known = [] }, isResumed) {
		super();
		this.#file = file;
		this.#known = known;
		Object.assign(this, { from, to, wasEmpty, isWhole, isFollowing, isResumed });
		this.#isSaved = isResumed;
	}

	/** How many items the target had of each share of the source, when a copy before ended. */
	#known;

	/** The items that a copy before has read. */
	get known() {
		return this.#known.reduce((sum, items) => sum + items, 0);
	}

	/** Forgets the copy before: the target has nothing of it. */
	forget() {
		Object.assign(this, { isResumed: false, isFollowing: false, isWhole: false });
		this.#known = [];
	}

	/** Divides the source. */
	divide(count) {
		super.divide(count, this.#known);
	}

	/** Saves the state, if it was not just saved. */
	note() {
		if (Date.now() - this.#saved >= INTERVAL) this.save();
	}

	/** Saves the state. After a power failure, the file is the old one or the new one. */
	save() {
		const { from, to, wasEmpty, isWhole, isFollowing } = this;
		const known = this.segments.map((segment) => Math.max(segment.known, segment.read));
		const text = JSON.stringify({ version: VERSION, from, to, wasEmpty, isWhole, isFollowing, known });
		const partial = `${this.#file}.${process.pid}.partial`;
		try {
			fs.mkdirSync(path.dirname(this.#file), { recursive: true });
			writeDurably(partial, text);
			fs.renameSync(partial, this.#file);
		} catch ({ code }) {
			throw new Failure(
				`The state of the copy cannot be written to ${quoted(this.#file)}: ${WHY[code] ?? code}. Name another file with '--state'.`,
			);
		}
		[this.#saved, this.#isSaved] = [Date.now(), true];
	}

	/** Removes the file of a copy that is complete. */
	remove() {
		if (this.#isSaved) fs.rmSync(this.#file, { force: true });
	}
}

function writeDurably(file, text) {
	const descriptor = fs.openSync(file, "w", 0o600);
	try {
		fs.writeSync(descriptor, text);
		fs.fsyncSync(descriptor);
	} finally {
		fs.closeSync(descriptor);
	}
}

function read(file) {
	let text;
	try {
		text = fs.readFileSync(file, "utf8");
	} catch (error) {
		if (error.code === "ENOENT") return undefined;
		const why = WHY[error.code] ?? error.code;
		throw usage(`The state of the copy cannot be read from ${quoted(file)}: ${why}. Name another file with '--state'.`);
	}
	try {
		const state = JSON.parse(text);
		if (state.version === VERSION && Array.isArray(state.known)) return state;
	} catch {
		// Said below.
	}
	throw new Failure(`${quoted(file)} is no state of a copy that this ampt-data knows. Pass '--restart' to begin anew.`);
}
