// Progress on standard error, if that is a terminal: how much is done, how fast, and how long it will take.

import { noteColors } from "./terminal.mjs";
import { count, duration } from "./text.mjs";

const SILENT = Object.freeze({ update() {}, stop() {} });

/**
 * Shows progress until `stop`. `update(done, total)` may be called as often as you like.
 *
 * @param {string} label what is under way, such as "exporting"
 * @param {number} [total] the units in all, if they are known
 * @param {string} [unit] what is counted
 * @returns {Promise<{ update(done: number, total?: number): void, stop(): void }>}
 */
export async function progress(label, { total, unit = "items" } = {}) {
	if (!process.stderr.isTTY) return SILENT;
	const { default: cliProgress } = await import("cli-progress");
	const begun = performance.now();
	const format = (_, { value, total: all, eta }) => {
		const rate = value / ((performance.now() - begun) / 1000);
		const of = all > 0 ? `${bar(value / all)} ${Math.floor((100 * value) / all)}%  ` : "";
		const left = all > 0 && value > 0 && Number.isFinite(eta) ? `, ${duration(1000 * eta)} left` : "";
		return `${label} ${of}${count(value)} ${unit}, ${count(Math.round(rate))}/s${left}`;
	};
	const shown = new cliProgress.SingleBar({
		format,
		gracefulExit: false,
		stream: process.stderr,
		clearOnComplete: true,
		hideCursor: true,
		fps: 8,
	});
	shown.start(total ?? 0, 0);
	// The terminal gets its cursor back, however the process ends.
	const stop = () => shown.stop();
	process.once("exit", stop);
	return {
		update(done, all) {
			if (all !== undefined) shown.setTotal(all);
			shown.update(done);
		},
		stop() {
			process.off("exit", stop);
			stop();
		},
	};
}

function bar(part, size = 24) {
	const full = Math.round(Math.min(part, 1) * size);
	return noteColors.cyan("█".repeat(full)) + noteColors.dim("░".repeat(size - full));
}
