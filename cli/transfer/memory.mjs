// Keeps the memory of a long transfer flat. Millions of short-lived rows would otherwise make V8 set aside some 100 MB for
// garbage.

import { setFlagsFromString } from "node:v8";

/** Call it before the first row. */
export function keepMemorySmall() {
	setFlagsFromString("--optimize-for-size");
}
