// Shows how far a part is, on the terminal or as lines of a log.

import { Presets, SingleBar } from "cli-progress";

/** A part with a number of steps. */
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
		/** Says what begins now; what was said before is done. */
		step: (text) => bar.update(begun++, { text }),
		end: () => {
			bar.update(total, { text: "done" });
			bar.stop();
		},
	};
}
