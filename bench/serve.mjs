// The other side of `process.mjs`. It imports nothing, so that it does not weigh on what is measured.

/** Does what the parent asks for, and ends with it. */
export function serve(verbs) {
	process.on("message", async ({ verb, parameters }) => {
		try {
			process.send({ result: await verbs[verb](...parameters) });
		} catch (error) {
			process.send({ error: error.stack });
		}
	});
	process.on("disconnect", () => process.exit());
	// A terminal tells all processes of Ctrl-C. The parent is the one to act, and this one ends with it.
	process.on("SIGINT", () => {});
}
