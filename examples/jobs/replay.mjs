// Does the failed jobs again, once their cause is gone. The handler that gave them up runs here, so this program imports it,
// and is a worker while it runs.

import { data } from "ampt-data";
import "./handlers.mjs";
import { FAILED } from "./queue.mjs";

const { replayed, failed } = await data.events.replay(`${FAILED}:*`);
console.log(`${replayed} done, ${failed} failed again`);
await data.close();
