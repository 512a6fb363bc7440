// Compares `get`, `set` and lists on a table with the document client of the AWS SDK. The server runs on the same cores,
// so CPU time says more than elapsed time.

import { Data } from "../../index.mjs";
import { document, key, label, range } from "../document.mjs";
import { versionOf } from "../machine.mjs";
import { MEANING } from "../main-thread.mjs";
import { interleaved, stepsOf } from "../measure.mjs";
import { startProcess } from "../process.mjs";
import { measure, OURS } from "../results.mjs";
import { withTable } from "../server.mjs";

export const PEER = "document client";
const CLIENTS = { [OURS]: "ampt-data", [PEER]: "document-client" };
const DOCUMENTS = 1000;

/** The measures. `targets` are the highest allowed ratios to the document client. */
const WORK = [
	{
		id: "dynamodb-get-waves",
		title: "`get` in waves of 32",
		call: { verb: "get", pattern: "waves", atATime: 32 },
		targets: { cpu: 0.3, loop: 1 / 15 },
	},
	{
		id: "dynamodb-get",
		title: "`get`, 32 always under way",
		call: { verb: "get", pattern: "always", atATime: 32 },
		targets: { cpu: 0.3, loop: 1 / 15 },
	},
	{
		id: "dynamodb-get-256",
		title: "`get`, 256 always under way",
		call: { verb: "get", pattern: "always", atATime: 256 },
		targets: { wall: 1 / 2 },
	},
	{
		id: "dynamodb-list",
		title: "list of 100, 32 always under way",
		call: { verb: "list", pattern: "always", atATime: 32 },
		targets: { cpu: 1 / 8, loop: 1 / 15 },
	},
	{
		id: "dynamodb-set",
		title: "`set`, 32 always under way",
		call: { verb: "set", pattern: "always", atATime: 32 },
		targets: { cpu: 0.4, loop: 1 / 15 },
	},
];

const ASPECTS = { cpu: "CPU", loop: "event loop", wall: "time" };

export const steps = ({ rounds }) => stepsOf(rounds);

export function run({ rounds, step }) {
	return withTable(async (place) => {
		await fill(place.url);
		const clients = Object.entries(CLIENTS).map(([name, file]) => [
			name,
			startProcess("children/client.mjs", file, JSON.stringify(place)),
		]);
		for (const [name, client] of clients) await verify(name, client);
		const groups = WORK.map(({ call }) =>
			clients.map(([name, client]) => [name, () => client.ask("measure", call), ({ cpu }) => cpu]),
		);
		const { taken, warmUp } = await interleaved(rounds, groups, step);
		for (const [, client] of clients) {
			await client.ask("close");
			await client.end();
		}
		const versions = Object.fromEntries(
			["@aws-sdk/client-dynamodb", "@aws-sdk/lib-dynamodb"].map((id) => [id, versionOf(id)]),
		);
		const notes = { [ASPECTS.loop]: MEANING };
		return { measures: WORK.flatMap((work, index) => measuresOf(work, taken[index])), versions, notes, warmUp };
	});
}

async function fill(url) {
	const data = Data.open(url);
	await Promise.all(range(DOCUMENTS).map((id) => data.set(key(id), document(id, 0), { label1: label(id) })));
	await data.close();
}

/** Checks the answers, because a client with wrong answers could win. */
async function verify(name, client) {
	const { item, listed } = await client.ask("check");
	if (listed !== 100 || (item._id ?? item.id) !== 7) throw new Error(`'${name}' does not return the stored items.`);
}

function measuresOf({ id, title, targets }, taken) {
	return Object.entries(ASPECTS).map(([aspect, what]) => {
		const of = (name) => taken.get(name).map((result) => result[aspect]);
		return measure({
			id: `${id}-${aspect}`,
			title: `${title}: ${what}`,
			unit: "µs",
			values: { [OURS]: of(OURS), [PEER]: of(PEER) },
			targets: { [PEER]: targets[aspect] },
		});
	});
}
