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

const data = new Data();

Object.defineProperty(exports, "__esModule", { value: true });
exports.data = data;
exports.default = data;
exports.Data = Data;
exports.Labels = Labels;
exports.ValidationError = ValidationError;
