"use strict";

/** @type {import("jest").Config} */
module.exports = {
	globalSetup: "<rootDir>/__test__/support/global-setup.js",
	globalTeardown: "<rootDir>/__test__/support/global-teardown.js",
	testMatch: ["<rootDir>/__test__/**/*.test.js"],
	testTimeout: 60_000,
};
