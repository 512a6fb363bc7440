// Installs, builds and measures.

import { prepare, run } from "./prepare.mjs";

prepare();
process.exit(run(process.execPath, "bench/embedded.mjs") ? 0 : 1);
