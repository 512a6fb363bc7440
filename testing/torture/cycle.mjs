// One cycle: writers and readers share a store and suffer kills, stops and full disks. Afterwards the store is checked.

import fs from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { copyFolder, empty, fill } from "./disk.mjs";
import { goOn, kill, startProgram, stop } from "./processes.mjs";

export const SLOTS = 4;

/** Runs a cycle. `run` returns the faults that it found, as sentences. */
export class Cycle {
	#store;
	#random;
	#processes = [];
	#faults = [];

	constructor(store, random) {
		this.#store = store;
		this.#random = random;
	}

	async run() {
		const random = this.#random;
		const writers = 1 + random(SLOTS);
		for (let slot = 0; slot < writers; slot++) this.#startWriter(slot);
		for (let readers = 1 + random(4); readers > 0; readers--) this.#startReader();
		await Promise.all(this.#processes.map(({ ready }) => ready));
		for (let events = 3 + random(6); events > 0; events--) {
			await wait(random(60));
			await this.#happen();
		}
		await this.#end();
		const found = await inspect(this.#store.url);
		this.#compare(found, "the store");
		if (this.#faults.length === 0) this.#store.history.settle(found);
		return this.#faults;
	}

	#startWriter(slot) {
		const { history, url, versions } = this.#store;
		const onLine = (line) => {
			versions[slot] = Math.max(versions[slot], Number(line.split(" ")[3]));
			const [what, , , , code] = line.split(" ");
			if (what === "failed" && code !== "DISK_FULL") this.#faults.push(`a write was refused: ${code}`);
			history.take(line);
		};
		const own = startProgram("writer", [url, slot, versions[slot] + 1, this.#random(2 ** 31)], onLine);
		own.slot = slot;
		this.#processes.push(own);
	}

	#startReader() {
		const onLine = (line) => this.#faults.push(line);
		this.#processes.push(startProgram("reader", [this.#store.url, SLOTS, this.#random(2 ** 31)], onLine));
	}

	async #happen() {
		const random = this.#random;
		const own = this.#processes[random(this.#processes.length)];
		switch (random(5)) {
			case 0:
				// Its successor opens the store that it left behind.
				await this.#kill(own);
				if (own.slot === undefined) this.#startReader();
				else this.#startWriter(own.slot);
				return;
			case 1:
				stop(own);
				await wait(random(120));
				goOn(own);
				return;
			case 2:
				if (!this.#store.disk.canBeFilled) return;
				fill(this.#store.disk);
				await wait(random(80));
				empty(this.#store.disk);
				return;
			default:
				await this.#copy();
		}
	}

	async #kill(own) {
		kill(own);
		await own.ended;
		this.#processes = this.#processes.filter((other) => other !== own);
	}

	/**
	 * Copies the folder during writes. The copy must be reported as damaged or have a state since the start of the copy.
	 */
	async #copy() {
		const { folder, history, results, copies } = this.#store;
		const to = path.join(copies, `copy-${results.copies++}`);
		const since = history.mark();
		await copyFolder(folder, to, () => wait(this.#random(3)));
		const found = await inspect(`file:${to}`);
		if (found.code === "STORE_CORRUPT") results.damaged++;
		else this.#compare(found, "a copy", since);
		fs.rmSync(to, { recursive: true });
	}

	async #end() {
		for (const own of this.#processes.filter(({ killed }) => !killed)) {
			if (own.child.exitCode === null && own.child.signalCode === null) kill(own);
			else
				this.#faults.push(
					`a ${own.name} ended by itself with ${own.child.signalCode ?? own.child.exitCode}: ${own.errors}`,
				);
		}
		await Promise.all(this.#processes.map(({ ended }) => ended));
	}

	#compare(found, what, since) {
		if (found.code !== undefined) this.#faults.push(`${what} was refused: ${found.code} ${found.message}`);
		else this.#faults.push(...this.#store.history.compare(found, since).map((fault) => `${what}: ${fault}`));
	}
}

/** Reads a store in a child process, which a damaged file may crash. */
async function inspect(url) {
	const own = startProgram("inspect", [url, SLOTS]);
	const { code, signal } = await own.ended;
	if (code !== 0) return { code: `it ended the process with ${signal ?? code}`, message: own.errors };
	return JSON.parse(own.output);
}
