// Installs, builds and measures.

import { prepare, run } from "./prepare.mjs";

prepare();
const succeeded = ["bench/embedded.mjs", "bench/events.mjs"].every((file) => run(process.execPath, file));
process.exit(succeeded ? 0 : 1);
