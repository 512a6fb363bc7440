"use strict";

// The names that the package exports. `import` reads the text of a CommonJS file for them, so this file is short.

const { Data, data, Labels, ValidationError } = require("./dist/index.js");

Object.defineProperty(exports, "__esModule", { value: true });
exports.Data = Data;
exports.data = data;
exports.default = data;
exports.Labels = Labels;
exports.ValidationError = ValidationError;
