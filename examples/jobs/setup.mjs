// Run this once, before the first job.

import { Data, data } from "ampt-data";

// Creates a table on DynamoDB, and does nothing elsewhere.
if (process.env.AMPT_DATA_URL) await Data.createTable(process.env.AMPT_DATA_URL);

// The store keeps events for those whom it knows. From here on it keeps the jobs for the workers, even if none is running.
await import("./handlers.mjs");
await data.events.idle();
await data.close();
console.log("ready");
