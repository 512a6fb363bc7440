"use strict";

// The configuration of `new Data`. Mistakes are errors, because they would open the wrong store.

const { ValidationError } = require("./errors");
const { suggest } = require("./unknown");

/** The members of a configuration. */
const CONFIG = new Set(["url", "table"]);

function checkConfig(config) {
	if (typeof config !== "object" || config === null || Array.isArray(config) || config instanceof URL) {
		throw invalidUrl(
			"'new Data' needs an object, as in new Data({ url: 'file:./.ampt/data' }); or use 'Data.open(url)'.",
		);
	}
	for (const name in config) {
		if (!CONFIG.has(name)) {
			throw new ValidationError(`'new Data' has no '${name}'. ${suggest(name, CONFIG)}`, "INVALID_OPTION");
		}
	}
	for (const name of CONFIG) {
		const value = config[name];
		if (value !== undefined && typeof value !== "string")
			throw invalidUrl(`The '${name}' of 'new Data' must be a string.`);
	}
	return config;
}

function invalidUrl(message) {
	return new ValidationError(message, "INVALID_URL");
}

module.exports = { checkConfig, invalidUrl };
