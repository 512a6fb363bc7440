// The memory of this process. It imports little, because that would add to what is measured.

import fs from "node:fs";

/** All memory in bytes, also the pages of files that the process has mapped. */
export const allMemory = () => process.memoryUsage.rss();

/**
 * The memory in bytes that no other process shares, on Linux: without the pages of files, which the system drops when
 * memory is short.
 */
export function ownMemory() {
	if (process.platform !== "linux") return allMemory();
	return Number(/^RssAnon:\s+(\d+) kB$/m.exec(fs.readFileSync("/proc/self/status", "utf8"))[1]) * 1024;
}
