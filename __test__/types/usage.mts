// `usage`: what it returns.

import { data, type Usage } from "ampt-data";
import type { Same } from "./check.cjs";

const usage = data.usage();
true satisfies Same<typeof usage, Usage>;
true satisfies Same<typeof usage.requests, number>;
true satisfies Same<typeof usage.readUnits, number | undefined>;

// @ts-expect-error it takes no options
data.usage({ reset: true });
