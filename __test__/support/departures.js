"use strict";

// Recordings from which this package deviates on purpose. Each is a row of docs/differences.md. A function takes the
// recorded scenario and returns the one that applies here.

/** A scenario in which batches of any number of keys are allowed: the call that was refused for its number has this result. */
const anyNumber = (result) => (scenario) => ({
	...scenario,
	steps: scenario.steps.map(({ error, ...step }) =>
		error?.message.includes("a maximum of 25 keys") ? { ...step, result } : { ...step, ...(error && { error }) },
	),
});

const DEPARTURES = {
	/** `get` and `remove` take any number of keys. */
	"batch-get-invalid": anyNumber({ items: [] }),
	"remove-invalid": anyNumber(true),
	/** A valid Date is stored as its ISO string. */
	"values-refused": ({ name, steps: [date, ...refused] }) => {
		const at = date.args[1].at.$isoDate;
		const row = {
			pk: { S: "d" },
			sk: { S: "0" },
			kv: { BOOL: true },
			ct: { N: "now" },
			md: { N: "now" },
			_at: { S: at },
		};
		const get = { ...refused.pop(), result: { at } };
		return { name, steps: [{ ...date, error: undefined, result: { at } }, ...refused, get], items: [row] };
	},
};

module.exports = { DEPARTURES };
