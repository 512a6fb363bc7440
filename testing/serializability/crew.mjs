// The processes that make histories. They stay alive between histories, and work on several at a time, so that one may wait
// for a throttled table while another goes on.

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { PROCESSES } from "./plan.mjs";

/** Starts the processes on a store. */
export async function startCrew(url) {
	const pending = new Map();
	const workers = [];
	let broken;
	const fail = (error) => {
		broken ??= error;
		for (const { reject } of pending.values()) reject(broken);
	};
	for (let number = 0; number < PROCESSES; number++) {
		const program = fileURLToPath(new URL("worker.mjs", import.meta.url));
		const worker = fork(program, [url, String(number)], { serialization: "advanced" });
		workers.push(worker);
		worker.on("error", fail);
		worker.on("exit", (code, signal) => worker.connected && fail(new Error(`a process ended with ${signal ?? code}`)));
		worker.on("exit", (code, signal) => code !== 0 && fail(new Error(`a process ended with ${signal ?? code}`)));
		await new Promise((resolve, reject) => {
			worker.once("message", resolve);
			worker.once("exit", () => reject(new Error("a process did not start")));
		});
		worker.on("message", ({ name, records }) => {
			const part = pending.get(name);
			part.records.push(...records);
			if (++part.done === PROCESSES) part.resolve(part.records);
		});
	}
	return {
		/** Carries out the plan of a seed. Returns the records of all processes. */
		run: ({ seed, name }) =>
			new Promise((resolve, reject) => {
				if (broken !== undefined) throw broken;
				pending.set(name, { records: [], done: 0, resolve, reject });
				for (const worker of workers) worker.send({ seed, name });
			}).finally(() => pending.delete(name)),
		async stop() {
			const ends = workers.map((worker) => new Promise((resolve) => worker.once("exit", resolve)));
			for (const worker of workers) worker.disconnect();
			await Promise.all(ends);
		},
	};
}
