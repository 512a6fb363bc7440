"use strict";

// Two programs make random calls on a few items, through connections that lose requests and answers. A proxy for each
// program records which requests were executed, and thus what is true. AMPT_TEST_SEED repeats a run.

const { Data } = require("../..");
const { remembersCanceled, startProxy } = require("../support/proxy");
const { randomOf } = require("../support/random");
const { startServer } = require("../support/server");

const CALLS = 120;
const seed = Number(process.env.AMPT_TEST_SEED ?? Date.now() % 2 ** 31);

const WRITES = ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"];

let server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

/**
 * A proxy to the table that loses requests and answers. It calls `carriedOut` for each write that DynamoDB has executed.
 */
async function startWay(random, canceled, carriedOut) {
	const proxy = await startProxy(server.endpoint);
	const tokens = new Set();
	const pass = async (operation, body, forward) => {
		const removes = operation === "DeleteItem";
		const answer = await forward(removes ? { ...body, ReturnValues: "ALL_OLD" } : body);
		if (answer.status !== 200) return answer;
		const { ClientRequestToken: token } = body;
		// Repeating a request with its token changes nothing, and neither does removing a missing item.
		const again = token !== undefined && tokens.has(token);
		tokens.add(token);
		if (!again && (!removes || JSON.parse(answer.body).Attributes !== undefined)) carriedOut(body);
		return removes ? { ...answer, body: "{}" } : answer;
	};
	proxy.rules.push(async (operation, body, forward) => {
		if (!WRITES.includes(operation)) return random() < 0.05 ? { lost: true } : undefined;
		const fate = random();
		if (fate < 0.12) return { lost: true };
		if (fate < 0.16) return { answer: failure("ProvisionedThroughputExceededException", 400) };
		const run = () => pass(operation, body, forward);
		const { answer } = (await canceled(operation, body, run)) ?? { answer: await run() };
		if (fate < 0.3) return { lost: true };
		return { answer: fate < 0.34 ? failure("InternalServerError", 500) : answer };
	});
	return proxy;
}

function failure(name, status) {
	return { status, body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: "no" }) };
}

/** A random call: its name, how to make it, and whether applying it twice is wrong. */
function randomCall(random, index) {
	const pick = (list) => list[Math.floor(random() * list.length)];
	const key = `item:${pick([1, 2, 3])}`;
	const exists = pick([{}, {}, { exists: true }, { exists: false }]);
	const token = pick(["a", "b", "c", "d", "e", "f", "g", "h"]) + Math.floor(index / 20);
	return pick([
		{ name: `set ${key}`, run: (data) => data.set(key, { by: index }, exists) },
		{ name: `lock ${key}`, once: true, creates: true, run: (data) => data.set(key, { held: true }, { exists: false }) },
		{ name: `replace ${key}`, run: (data) => data.set(key, { by: index }, { ...exists, overwrite: true }) },
		{ name: `expire ${key}`, run: (data) => data.set(key, { by: index }, { ttl: "2020-01-01" }) },
		{ name: `remove ${key}`, removes: true, once: true, run: (data) => data.remove(key) },
		{ name: `remove ${key}`, removes: true, once: true, run: (data) => data.remove(key) },
		{ name: `add ${key}`, once: true, run: (data) => data.set(key, { n: { $add: 1 }, by: index }, exists) },
		{ name: `many ${key}`, once: true, run: (data) => data.set(key, { ...MANY, by: index }, exists) },
		...["item:1", "item:2"].map((key) => ({
			name: `token ${key} ${token}`,
			once: true,
			token: `${key} ${token}`,
			run: (data) => data.set(key, { n: { $add: 1 }, t: token }, { idempotencyToken: token }),
		})),
	]);
}

/** More additions than fit into an expression. */
const MANY = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`attribute${index}`, { $add: 1 }]));

test.each([
	["forgets", () => () => undefined],
	["remembers", () => remembersCanceled()],
])(
	"what a call reports is true if DynamoDB %s the tokens of canceled transactions",
	async (word, world) => {
		console.log(`AMPT_TEST_SEED=${seed}`);
		const table = `random-${word}`;
		await Data.createTable(server.url(table));
		const [canceled, calls, underToken] = [world(), [], new Map()];
		// The calls whose requests were carried out, in that order.
		const log = [];
		// Calls with a token use one endpoint, because the endpoint is part of their identity.
		const shared = await startWay(randomOf(seed), canceled, (body) => {
			const [token] = /"[a-h]\d+"/.exec(JSON.stringify(body));
			const item = JSON.stringify(body).includes('{"S":"1"}') ? "item:1" : "item:2";
			const name = `${item} ${JSON.parse(token)}`;
			underToken.set(name, (underToken.get(name) ?? 0) + 1);
		});
		await Promise.all(
			[1, 2].map(async (number) => {
				let call;
				const way = await startWay(randomOf(seed + number), canceled, () => {
					call.carriedOut++;
					log.push(call);
				});
				const [alone, together] = [way, shared].map((proxy) => Data.open(proxy.url(table)));
				const random = randomOf(seed * 3 + number);
				for (let index = 0; index < CALLS; index++) {
					call = { ...randomCall(random, index), carriedOut: 0 };
					call.said = await call.run(call.token === undefined ? alone : together).then(
						() => "done",
						({ code }) => code,
					);
					calls.push(call);
				}
				await Promise.all([alone.close(), together.close()]);
				await way.stop();
			}),
		);
		await shared.stop();

		/** Whether an item that a call created was removed, or expired, each time before the call created it again. */
		const createsAgain = (call) => {
			const key = call.name.split(" ")[1];
			const ends = ({ name }) => name === `remove ${key}` || name === `expire ${key}`;
			const own = log.flatMap((other, at) => (other === call ? [at] : []));
			return call.creates && own.slice(1).every((at, index) => log.slice(own[index], at).some(ends));
		};
		const lies = calls.filter((call) => {
			const { said, carriedOut, once, removes, token } = call;
			if (token !== undefined) return false;
			if (once && carriedOut > 1 && !createsAgain(call)) return true;
			if (said === "done") return carriedOut === 0 && !removes;
			return carriedOut > 0 && said !== "UNKNOWN_OUTCOME";
		});
		expect(lies).toEqual([]);
		for (const token of new Set(calls.flatMap((call) => call.token ?? []))) {
			const named = calls.filter((call) => call.token === token);
			const carriedOut = underToken.get(token) ?? 0;
			const done = named.some(({ said }) => said === "done");
			const doubtful = named.some(({ said }) => said === "UNKNOWN_OUTCOME");
			expect([token, done, carriedOut]).toEqual([token, done, done ? 1 : doubtful ? Math.min(carriedOut, 1) : 0]);
		}
		// Most outcomes are known.
		const unknown = calls.filter(({ said }) => said === "UNKNOWN_OUTCOME").length;
		expect(unknown).toBeLessThan(calls.length / 4);
	},
	240_000,
);
