// The child's side of `process.mjs`. It imports nothing, because that would add to the measured memory and load time.

/** Runs the verbs that the parent calls, and exits when the parent does. */
export function serve(verbs) {
	process.on("message", async ({ verb, parameters }) => {
		try {
			process.send({ result: await verbs[verb](...parameters) });
		} catch (error) {
			process.send({ error: error.stack });
		}
	});
	process.on("disconnect", () => process.exit());
	// The terminal sends Ctrl-C to every process. The parent cleans up, and this process exits with it.
	process.on("SIGINT", () => {});
}
