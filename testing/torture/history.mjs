// Records the requested and acknowledged writes of a store, and derives which contents it may have.

export class History {
	/** The writes by key, in the order in which they were sent. */
	#writes = new Map();
	#added = { sent: 0, done: 0, failed: 0 };
	/** The number of acknowledged writes. */
	acknowledged = 0;

	/** Records a line of a writer's output. */
	take(line) {
		const [what, kind, key, number] = line.split(" ");
		if (what === "done") this.acknowledged++;
		if (kind === "add") {
			this.#added[what]++;
			return;
		}
		const version = Number(number);
		const writes = this.#of(key);
		if (what === "sent") writes.push({ version, kind, state: "sent" });
		else writes.findLast((write) => write.version === version).state = what;
	}

	/** Records the contents found after all writers ended as certain. */
	settle({ versions, count }) {
		this.#added = { sent: count, done: count, failed: 0 };
		for (const key of this.#writes.keys()) {
			const version = versions[key];
			this.#writes.set(key, [{ version, kind: version === undefined ? "remove" : "set", state: "done" }]);
		}
	}

	/** What is certain now: the last acknowledged write of each key, and the lowest possible count. */
	mark() {
		const last = new Map(
			[...this.#writes].map(([key, writes]) => [key, writes.findLastIndex(({ state }) => state === "done")]),
		);
		return { last, count: this.#added.done };
	}

	/** The faults of the contents found in a store that has a state since the mark `since`. */
	compare({ versions, count, wrong }, since = this.mark()) {
		const faults = [...wrong];
		const most = this.#added.sent - this.#added.failed;
		if (count < since.count || count > most)
			faults.push(`the counter is ${count}, and should be ${since.count} to ${most}`);
		for (const [key, writes] of this.#writes) {
			const last = since.last.get(key) ?? -1;
			const possible = writes.slice(Math.max(last, 0)).filter(({ state }) => state !== "failed");
			const states = possible.map(({ kind, version }) => (kind === "set" ? version : undefined));
			if (last < 0) states.push(undefined);
			if (!states.includes(versions[key])) {
				faults.push(`${key} has version ${versions[key]}, and should have one of ${states.map(String).join(", ")}`);
			}
		}
		for (const key of Object.keys(versions)) {
			if (!this.#writes.has(key)) faults.push(`${key} was never written`);
		}
		return faults;
	}

	#of(key) {
		if (!this.#writes.has(key)) this.#writes.set(key, []);
		return this.#writes.get(key);
	}
}
