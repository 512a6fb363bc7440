"use strict";

/** The error with which a call rejects; the call must reject. */
function refusal(call) {
	return call.then(
		() => {
			throw new Error("nothing was refused");
		},
		(error) => error,
	);
}

module.exports = { refusal };
