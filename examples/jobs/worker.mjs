// A worker. Start as many as you like: each job goes to one of them.

import { data } from "ampt-data";
import "./handlers.mjs";

// Until SIGINT or SIGTERM. The jobs that have begun are finished, and all others are left to other workers.
const stopped = data.events.run();
console.log("working");
await stopped;
await data.close();
console.log("stopped");
