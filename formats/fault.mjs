// What is wrong with an input, and where. Messages never show its data.

/** An input that cannot be read. */
export class InputFault extends Error {
	/**
	 * @param {string} message what is wrong, as a sentence
	 * @param {number} [line] the number of the line where the mistake is
	 * @param {{ canGoOn?: boolean }} [options] whether a mended input can be read from there on. What is not there at all,
	 * nobody can mend
	 */
	constructor(message, line, { canGoOn = true } = {}) {
		super(line === undefined ? message : `Line ${line}: ${message}`);
		this.name = "InputFault";
		this.line = line;
		this.canGoOn = canGoOn;
	}
}

/** The end of the input is missing. */
export const cutOff = (line) =>
	new InputFault("The input ends too early: it is incomplete. Its lines before this one are good.", line, {
		canGoOn: false,
	});
