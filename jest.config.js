"use strict";

/** @type {import("jest").Config} */
module.exports = {
	testMatch: ["<rootDir>/__test__/**/*.test.js"],
	testTimeout: 60_000,
};
