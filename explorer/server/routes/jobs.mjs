// Jobs: start one, look how far it is, stop it.

import { findJob, startJob } from "../jobs/index.mjs";

export const routes = [
	// A dry run changes nothing, so the body decides.
	{ method: "POST", path: "/api/jobs", run: async ({ explorer, body }) => ({ id: await startJob(explorer, body) }) },
	{ method: "GET", path: "/api/jobs/:id", run: ({ explorer, params }) => findJob(explorer, params.id) },
	{ method: "POST", path: "/api/jobs/:id/stop", run: ({ explorer, params }) => findJob(explorer, params.id).stop() },
];
