"use strict";

// Recordings from which this package deviates on purpose. Each is a row of docs/differences.md. A function takes the
// recorded scenario and returns the one that applies here.

const DEPARTURES = {
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
