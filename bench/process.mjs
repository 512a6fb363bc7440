// Starts child processes and calls their verbs, one at a time. `serve.mjs` is the other side.

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { atEnd } from "./cleanup.mjs";

/** Credentials, which the test server does not check, and silence from the SDK about old versions of Node. */
const SETTINGS = {
	AWS_ACCESS_KEY_ID: "test",
	AWS_SECRET_ACCESS_KEY: "test",
	AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
};

/** Starts a program of `bench/` that calls `serve`. */
export function startProcess(file, ...args) {
	const program = fileURLToPath(new URL(file, import.meta.url));
	const env = { ...process.env, ...SETTINGS };
	const child = fork(program, args, { env, serialization: "advanced" });
	const done = atEnd(() => child.kill("SIGKILL"));
	const ended = new Promise((resolve) => child.once("exit", resolve)).then(done);
	return {
		/** Calls a verb in the child and returns its result. */
		ask: (verb, ...parameters) =>
			new Promise((resolve, reject) => {
				const gone = (code, signal) => reject(new Error(`${file} ended with ${signal ?? code} during '${verb}'`));
				child.once("exit", gone);
				child.once("message", ({ result, error }) => {
					child.off("exit", gone);
					if (error === undefined) resolve(result);
					else reject(new Error(`${file}, '${verb}': ${error}`));
				});
				child.send({ verb, parameters });
			}),
		end: () => {
			if (child.connected) child.disconnect();
			return ended;
		},
	};
}
