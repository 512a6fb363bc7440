// The kinds of jobs: what each may be asked for, and whether it changes the store.

import { badRequest, Refusal } from "../refusal.mjs";
import { copyTask } from "./copy.mjs";
import { editTask } from "./edits.mjs";
import { importTask } from "./import.mjs";
import { Jobs } from "./jobs.mjs";
import { walkTask } from "./walks.mjs";

/** The jobs of an explorer, for `explorer.part`. */
const jobsOf = () => new Jobs();

/** What makes the task of each kind, which members its body has, whether it has a dry run, and `reaches` other stores. */
const KINDS = {
	remove: { taskOf: editTask, members: ["keys", "query", "preview"], hasDryRun: true },
	label: { taskOf: editTask, members: ["keys", "query", "label", "value", "preview"], hasDryRun: true },
	expire: { taskOf: editTask, members: ["keys", "query", "ttl", "preview"], hasDryRun: true },
	import: { taskOf: importTask, members: ["upload", "if", "format", "key"], hasDryRun: true },
	copy: { taskOf: copyTask, members: ["to", "mode", "keys", "query"], hasDryRun: true, reaches: true },
	stat: { taskOf: walkTask, members: ["largest"], hasDryRun: false },
	check: { taskOf: walkTask, members: ["repair"], hasDryRun: false },
};

/** Starts the job that a body asks for. Resolves to its id. */
export async function startJob(explorer, body) {
	const { kind, dryRun = false } = body;
	if (typeof kind !== "string" || !Object.hasOwn(KINDS, kind))
		throw badRequest(`'kind' must be one of ${Object.keys(KINDS).join(", ")}.`);
	const { taskOf, members, hasDryRun, reaches = false } = KINDS[kind];
	// Even a comparison would sign requests to wherever the body says, and show what is stored there.
	if (reaches && explorer.readOnly) throw refuseToWrite("copy to another store");
	const known = ["kind", ...(hasDryRun ? ["dryRun"] : []), ...members];
	for (const name of Object.keys(body)) {
		if (!known.includes(name))
			throw badRequest(`A job of kind '${kind}' has no '${name}'. It has ${known.join(", ")}.`);
	}
	if (typeof dryRun !== "boolean") throw badRequest("'dryRun' must be true or false.");
	const isChange = hasDryRun ? !dryRun : body.repair === true;
	if (isChange && explorer.readOnly) throw refuseToWrite("change the store");
	const jobs = explorer.part(jobsOf);
	const previewed = body.preview === undefined ? undefined : jobs.previewed(body.preview, kind);
	const run = await taskOf(explorer, { ...body, dryRun, previewed });
	const onEnd = isChange ? () => explorer.changed() : undefined;
	return jobs.start({ kind, isDry: dryRun, run, onEnd }).id;
}

/** The job with this id. */
export const findJob = (explorer, id) => explorer.part(jobsOf).get(id);

const refuseToWrite = (what) =>
	new Refusal(403, "READ_ONLY", `This explorer only reads. Start it with '--write' to ${what}.`);
