// What is wrong with a query, and where in its text.

export class QueryFault extends Error {
	constructor(message, at, end = at) {
		super(message);
		this.name = "QueryFault";
		Object.assign(this, { at, end });
	}
}
