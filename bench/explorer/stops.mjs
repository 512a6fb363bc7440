// Loaded into the program of the explorer, beside it: tells how long its event loop stood still, its processor
// time, and the most memory that it took.

import fs from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

const stops = monitorEventLoopDelay({ resolution: 1 });
stops.enable();

const MEGABYTE = 1e6;
const [MICROSECONDS, NANOSECONDS] = [1e3, 1e6];

/** Memory in megabytes by its name in `/proc`; that of now where the system does not tell it. */
function memory(name) {
	if (process.platform !== "linux") return process.memoryUsage.rss() / MEGABYTE;
	const status = fs.readFileSync("/proc/self/status", "utf8");
	return (Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)[1]) * 1024) / MEGABYTE;
}

process.on("message", () => {
	const { user, system } = process.cpuUsage();
	process.send({
		cpu: (user + system) / MICROSECONDS,
		stop: stops.max / NANOSECONDS,
		peak: memory("VmHWM"),
		own: memory("RssAnon"),
	});
	stops.reset();
});
// The program ends by itself as if nobody had asked it anything.
process.channel.unref();
