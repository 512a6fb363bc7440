// How busy the main thread is, which runs the event loop.

import fs from "node:fs";
import { performance } from "node:perf_hooks";

/** Linux: the nanoseconds that the main thread has spent on a core, and other numbers. */
const FILE = "/proc/self/schedstat";
const isCounted = fs.existsSync(FILE);

/** What `busyTime` means here. Elapsed time includes the time in which other processes had the core. */
export const MEANING = isCounted ? "CPU time of the main thread" : "elapsed time in which the event loop was busy";

/** Microseconds in which the main thread was busy. The difference of two calls counts. */
export function busyTime() {
	if (isCounted) return Number(fs.readFileSync(FILE, "utf8").split(" ")[0]) / 1000;
	return performance.eventLoopUtilization().active * 1000;
}
