// Progress on standard error, if that is a terminal: how much is done, how fast, and how long it will take.

import { cleanUp } from "./interrupt.mjs";
import { noteColors } from "./terminal.mjs";
import { count, duration, size } from "./text.mjs";

/** Milliseconds before anything is shown. */
const PATIENCE = 300;

const SILENT = Object.freeze({ update() {}, stop() {} });

/**
 * Shows progress until `stop`. `update(done, total)` may be called as often as you like.
 *
 * @param {string} label what is under way, such as "exporting"
 * @param {number} [total] the units in all, if they are known
 * @param {string} [unit] what is counted; "bytes" are shown as sizes
 * @returns {Promise<{ update(done: number, total?: number): void, stop(): void }>}
 */
export async function progress(label, { total, unit = "items" } = {}) {
	if (!process.stderr.isTTY) return SILENT;
	const { default: cliProgress } = await import("cli-progress");
	const begun = performance.now();
	const speed = unit === "bytes" ? size : count;
	const amount = unit === "bytes" ? size : (n) => `${count(n)} ${unit}`;
	const format = (_, { value, total: all, eta }) => {
		const rate = value / ((performance.now() - begun) / 1000);
		const of = all > 0 ? `${bar(value / all)} ${Math.floor((100 * value) / all)}%  ` : "";
		const left = all > value && eta > 0 && Number.isFinite(eta) ? `, ${duration(1000 * eta)} left` : "";
		return `${label} ${of}${amount(value)}, ${speed(Math.round(rate))}/s${left}`;
	};
	const shown = new cliProgress.SingleBar({
		format,
		gracefulExit: false,
		stream: process.stderr,
		clearOnComplete: true,
		hideCursor: true,
		fps: 8,
	});
	let isShown = false;
	let known = total ?? 0;
	const stop = () => shown.stop();
	return {
		update(done, all = known) {
			known = all;
			if (!isShown) {
				// What is over at once needs no progress.
				if (performance.now() - begun < PATIENCE) return;
				isShown = true;
				shown.start(all, done);
				cleanUp.add(stop);
			}
			shown.setTotal(all);
			shown.update(done);
		},
		stop() {
			if (!isShown) return;
			isShown = false;
			cleanUp.delete(stop);
			stop();
		},
	};
}

function bar(part, size = 24) {
	const full = Math.round(Math.min(part, 1) * size);
	return noteColors.cyan("█".repeat(full)) + noteColors.dim("░".repeat(size - full));
}
