// Compares `get`, `set` and lists on a table with the document client of the AWS SDK. The server runs on the same cores,
// so CPU time and event loop time say more than wall time.

import { Data } from "../../index.mjs";
import { document, key, label, range } from "../document.mjs";
import { versionOf } from "../machine.mjs";
import { interleaved, median } from "../measure.mjs";
import { startProcess } from "../process.mjs";
import { measure, OURS } from "../results.mjs";
import { withTable } from "../server.mjs";

export const PEER = "document client";
const CLIENTS = { [OURS]: "ampt-data", [PEER]: "document-client" };
const DOCUMENTS = 1000;

const WORK = [
	{ id: "dynamodb-get", title: "`get`, 32 at a time", verb: "get", atATime: 32, calls: 4000, cpu: 1 / 3, loop: 1 / 10 },
	{
		id: "dynamodb-list",
		title: "list of 100, 32 at a time",
		verb: "list",
		atATime: 32,
		calls: 320,
		cpu: 1 / 4,
		loop: 1 / 10,
	},
	{ id: "dynamodb-get-256", title: "`get`, 256 at a time", verb: "get", atATime: 256, calls: 4096, wall: 1 / 2 },
	{ id: "dynamodb-set", title: "`set`, 32 at a time", verb: "set", atATime: 32, calls: 1600 },
];

const ASPECTS = { cpu: "CPU", loop: "event loop", wall: "time" };

export const steps = ({ rounds }) => rounds + 1;

export function run({ rounds, step }) {
	return withTable(async (place) => {
		await fill(place.url);
		const clients = Object.entries(CLIENTS).map(([name, file]) => [
			name,
			startProcess("children/client.mjs", file, JSON.stringify(place)),
		]);
		for (const [name, client] of clients) await verify(name, client);
		const groups = WORK.map(({ verb, atATime, calls }) =>
			clients.map(([name, client]) => [name, (round) => client.ask("measure", { verb, atATime, calls, round })]),
		);
		const taken = await interleaved(rounds, groups, step);
		for (const [, client] of clients) {
			await client.ask("close");
			await client.end();
		}
		const versions = Object.fromEntries(
			["@aws-sdk/client-dynamodb", "@aws-sdk/lib-dynamodb"].map((id) => [id, versionOf(id)]),
		);
		return { measures: WORK.flatMap((work, index) => measuresOf(work, taken[index])), versions };
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

function measuresOf({ id, title, ...targets }, taken) {
	return Object.entries(ASPECTS).map(([aspect, what]) => {
		const of = (name) => median(taken.get(name).map((result) => result[aspect]));
		return measure({
			id: `${id}-${aspect}`,
			title: `${title}: ${what}`,
			unit: "µs",
			values: { [OURS]: of(OURS), [PEER]: of(PEER) },
			targets: { [PEER]: targets[aspect] },
		});
	});
}
