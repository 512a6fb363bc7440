// Installs, builds and runs the quickstart example.

import { prepare, run } from "./prepare.mjs";

prepare();
process.exit(run(process.execPath, "examples/quickstart/index.mjs") ? 0 : 1);
