"use strict";

// The JavaScript side of ampt-data. `src/` decides what the verbs mean; `lib/` makes values, errors and promises.

const { Data } = require("./data");
const { ValidationError } = require("./errors");

const Labels = Object.freeze({
	label1: "label1",
	label2: "label2",
	label3: "label3",
	label4: "label4",
	label5: "label5",
});

// The bundler renames classes, but handles and errors are shown by their names.
for (const [name, value] of Object.entries({ Data, ValidationError }))
	Object.defineProperty(value, "name", { value: name });

const data = new Data();

module.exports = { Data, data, Labels, ValidationError };
