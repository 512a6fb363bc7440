// Shows the progress of a part: a bar on a terminal, otherwise log lines.

import { Presets, SingleBar } from "cli-progress";

/** Starts the progress of a part with `total` steps. */
export function startProgress(part, total) {
	if (!process.stderr.isTTY) {
		return {
			step: (text) => process.stderr.write(`${part}: ${text}\n`),
			end: () => {},
		};
	}
	const format = "{part} {bar} {percentage}% | {duration_formatted} | {text}";
	const bar = new SingleBar({ format, hideCursor: true, stream: process.stderr }, Presets.shades_classic);
	bar.start(total, 0, { part, text: "preparing" });
	let begun = 0;
	return {
		/** Announces the next step, which completes the previous one. */
		step: (text) => bar.update(begun++, { text }),
		end: () => {
			bar.update(total, { text: "done" });
			bar.stop();
		},
	};
}
