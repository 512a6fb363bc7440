"use strict";

// The package in other runtimes than the one that tests it: each in an empty project, installed from a registry.

const { installTools, published } = require("../support/packed");
const { compilers } = require("./compilers");
const { engines } = require("./engines");
const { managers } = require("./managers");
const { runners } = require("./runners");

beforeAll(async () => {
	installTools(__dirname);
	await published();
}, 300_000);

test.concurrent.each([...engines, ...runners, ...managers, ...compilers])("%s", (_, run) => run(), 600_000);
