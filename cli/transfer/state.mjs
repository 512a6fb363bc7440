// How far a copy has come, in a file: what a copy that was interrupted, or whose process died, goes on from. It names only
// what is stored at the target, durably.

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import envPaths from "env-paths";
import { Failure, usage } from "../failure.mjs";
import { quoted } from "../text.mjs";
import { Checksum } from "./checksum.mjs";

const VERSION = 1;
/** Milliseconds between two writes of the file. What was copied since is copied again after a kill. */
const INTERVAL = 500;

/** Where the state of a copy is, if no other file is named: the name follows from the two stores. */
export function stateFile(from, to) {
	const name = createHash("sha256").update(`${from}\n${to}`).digest("hex").slice(0, 16);
	return path.join(envPaths("ampt-data", { suffix: "" }).data, `copy-${name}.json`);
}

/** The state of one copy. */
export class CopyState {
	#file;
	#saved = 0;
	#isSaved = false;

	/** Reads the state of a copy that was interrupted; a new one if there is none. */
	static load(file, { from, to, policy, isAnew }) {
		const kept = isAnew ? undefined : read(file);
		if (kept === undefined) return new CopyState(file, { from, to, policy, started: Date.now() }, false);
		if (kept.from !== from || kept.to !== to) {
			throw usage(`${quoted(file)} is the state of a copy between other stores. Name another file with '--state'.`);
		}
		if (kept.policy !== policy) {
			throw usage(
				`The copy that was interrupted has '--if ${kept.policy}'. Pass this again, or '--restart' to begin anew.`,
			);
		}
		return new CopyState(file, kept, true);
	}

	constructor(file, { from, to, policy, started, wasEmpty, isFollowing = false, segments = [] }, isResumed) {
		this.#file = file;
		Object.assign(this, { from, to, policy, started, wasEmpty, isFollowing, isResumed });
		this.segments = segments.map((segment) => ({ ...segment, checksum: new Checksum(segment.checksum) }));
		this.#isSaved = isResumed;
	}

	/** Divides the source, unless a copy before has done so. */
	divide(count) {
		if (this.segments.length > 0) return;
		this.segments = Array.from({ length: count }, () => ({
			isDone: false,
			read: 0,
			written: 0,
			skipped: 0,
			expiring: 0,
			checksum: new Checksum(),
		}));
	}

	/** Begins the copy anew, for a source whose changes nobody has seen for a while. */
	again() {
		const count = this.segments.length;
		this.segments = [];
		this.divide(count);
	}

	/** The sum of a number over all segments. */
	total(name) {
		return this.segments.reduce((sum, segment) => sum + segment[name], 0);
	}

	/** The checksum of all that was read. */
	get checksum() {
		const whole = new Checksum();
		for (const { checksum } of this.segments) whole.join(checksum);
		return whole;
	}

	/** Saves the state, if it was not just saved. */
	note() {
		if (Date.now() - this.#saved >= INTERVAL) this.save();
	}

	/** Saves the state. After a power failure, the file is the old one or the new one. */
	save() {
		const { from, to, policy, started, wasEmpty, isFollowing, segments } = this;
		const text = JSON.stringify({ version: VERSION, from, to, policy, started, wasEmpty, isFollowing, segments });
		const partial = `${this.#file}.${process.pid}.partial`;
		try {
			fs.mkdirSync(path.dirname(this.#file), { recursive: true });
			writeDurably(partial, text);
			fs.renameSync(partial, this.#file);
		} catch ({ code }) {
			throw new Failure(
				`The state of the copy cannot be written to ${quoted(this.#file)}: ${code}. Name another file with '--state'.`,
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
		throw new Failure(`The state of the copy cannot be read from ${quoted(file)}: ${error.code}.`);
	}
	try {
		const state = JSON.parse(text);
		if (state.version === VERSION && Array.isArray(state.segments)) return state;
	} catch {
		// Said below.
	}
	throw new Failure(`${quoted(file)} is no state of a copy that this ampt-data knows. Pass '--restart' to begin anew.`);
}
