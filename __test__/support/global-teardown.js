"use strict";

module.exports = async () => {
	await globalThis.testServer?.stop();
};
