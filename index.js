"use strict";

// The JavaScript face of ampt-data. What the verbs mean is decided in `src/`; here values, errors
// and promises are made.

const { Data } = require("./lib/data");
const { ValidationError } = require("./lib/errors");

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
