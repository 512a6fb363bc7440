// What is wrong with an input, and where. Messages never show its data.

/** An input that cannot be read. */
export class InputFault extends Error {
	/**
	 * @param {string} message what is wrong, as a sentence
	 * @param {number} [line] the number of the line where the mistake is
	 */
	constructor(message, line) {
		super(line === undefined ? message : `Line ${line}: ${message}`);
		this.name = "InputFault";
		this.line = line;
	}
}

/** The end of the input is missing. */
export const cutOff = (line) =>
	new InputFault("The input ends too early: it is incomplete. Its lines before this one are good.", line);
