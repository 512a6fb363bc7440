// The machine and the package versions that results depend on.

import fs from "node:fs";
import os from "node:os";

export function machine() {
	const cpus = os.cpus();
	return {
		cpu: cpus[0]?.model ?? "unknown",
		cores: cpus.length,
		memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
		os: `${os.type()} ${os.release()} ${os.arch()}`,
		node: process.version,
	};
}

/** The installed version of a dependency of `bench/`. */
export function versionOf(id) {
	const file = new URL(`node_modules/${id}/package.json`, import.meta.url);
	return JSON.parse(fs.readFileSync(file, "utf8")).version;
}
