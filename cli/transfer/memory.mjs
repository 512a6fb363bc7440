// Keeps the memory of a long transfer flat. Millions of short-lived rows would otherwise make V8 set aside some 100 MB for
// garbage.

import { setFlagsFromString } from "node:v8";

const FLAGS = ["--semi-space-growth-factor=1", "--heap-growing-percent=50"];

/** Call it before the first row. Bun has another engine. */
export function keepMemorySmall() {
	if (process.versions.bun !== undefined) return;
	for (const flag of FLAGS) setFlagsFromString(flag);
}
