"use strict";

// Writes that give up: with an error that promises that nothing was written only if that is true. A proxy gives every call
// random faults, and records which requests were carried out. AMPT_TEST_SEED repeats a run.

const { Data } = require("../..");
const { startProxy } = require("../support/proxy");
const { randomOf } = require("../support/random");
const { startServer } = require("../support/server");

const CALLS = 600;
const AT_A_TIME = 30;
const OPTIONS = ["&timeout=400", "&timeout=900&attemptTimeout=200", "&timeout=3000&attemptTimeout=200"];

let server;
let proxy;
let direct;
/** The calls by the partition key of their items. */
let calls;
beforeAll(async () => {
	server = await startServer();
	await Data.createTable(server.url("unknown"));
	direct = Data.open(server.url("unknown"));
});
beforeEach(async () => {
	calls = new Map();
	proxy = await startProxy(server.endpoint);
	proxy.rules.push((operation, body, forward) => {
		const call = calls.get(/"(call\d+)"/.exec(JSON.stringify(body))?.[1]);
		const writes = !/Get|Query|Scan/.test(operation);
		const fate = call.nextFate(writes);
		return fate === "pass" && !writes ? undefined : FATES[fate](call, body, forward);
	});
});
afterEach(() => proxy.stop());
afterAll(async () => {
	await direct.close();
	await server.stop();
});

const failure = (name, status) => ({
	answer: { status, body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: "no" }) },
});
const never = () => new Promise(() => {});

async function carryOut(call, forward, body) {
	const answer = await forward(body);
	if (answer.status === 200) call.carriedOut++;
	return { answer };
}

/** What can happen to a request. */
const FATES = {
	pass: (call, _, forward) => carryOut(call, forward),
	"is lost": () => ({ lost: true }),
	"is never answered": never,
	"loses its answer": (call, _, forward) => carryOut(call, forward).then(() => ({ lost: true })),
	"is carried out, and never answered": (call, _, forward) => carryOut(call, forward).then(never),
	"fails inside": () => failure("InternalServerError", 500),
	"fails inside after it was carried out": (call, _, forward) =>
		carryOut(call, forward).then(() => failure("InternalServerError", 500)),
	"is throttled": () => failure("ProvisionedThroughputExceededException", 400),
	"is denied": () => failure("AccessDeniedException", 400),
	"is carried out in part": async (call, body, forward) => {
		const requests = body.RequestItems?.unknown;
		if (requests === undefined || requests.length < 2) return carryOut(call, forward);
		await carryOut(call, forward, { RequestItems: { unknown: requests.slice(0, 1) } });
		return {
			answer: { status: 200, body: JSON.stringify({ UnprocessedItems: { unknown: requests.slice(1) } }) },
		};
	},
};

const MANY = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`attribute${index}`, { $add: 1 }]));
const token = { idempotencyToken: "token" };
const items = (key) => [1, 2, 3].map((number) => ({ key: `${key}:${number}`, value: number }));
const guarded = { version: "1700000000.5" };
const put = (keys) => direct.import(keys.flatMap((key) => items(key).map((item) => ({ ...item, ...guarded }))));

/** Writes of every kind. */
const WRITES = {
	set: (data, key) => data.set(key, 1),
	"set with a token": (data, key) => data.set(key, 1, token),
	lock: (data, key) => data.set(key, 1, { exists: false }),
	"lock with a token": (data, key) => data.set(key, 1, { exists: false, ...token }),
	"set if it exists": (data, key) => data.set(`${key}:1`, 1, { exists: true }),
	replace: (data, key) => data.set(key, 1, { overwrite: true }),
	add: (data, key) => data.add(key, 1),
	"add with a token": (data, key) => data.add(key, 1, token),
	"many additions": (data, key) => data.set(key, MANY),
	"many additions with a token": (data, key) => data.set(key, MANY, token),
	remove: (data, key) => data.remove(`${key}:1`),
	"set on a version": (data, key) => data.set(`${key}:1`, 1, guarded),
	"set on a version with a token": (data, key) => data.set(`${key}:1`, 1, { ...guarded, ...token }),
	"replace on a version": (data, key) => data.set(`${key}:1`, 1, { ...guarded, overwrite: true }),
	"add on a version": (data, key) => data.add(`${key}:1`, 1, guarded),
	"many additions on a version": (data, key) => data.set(`${key}:1`, MANY, guarded),
	"remove on a version": (data, key) => data.remove(`${key}:1`, guarded),
	"set several": (data, key) => data.set(items(key), { overwrite: true }),
	"remove several": (data, key) => data.remove(items(key).map((item) => item.key)),
	seed: (data, key) => data.seed(items(key)),
	import: (data, key) => data.import(items(key)),
};

/** A call whose requests have random fates: some first ones, and then the same one forever. */
function randomCall(random, number) {
	const pick = (list) => list[Math.floor(random() * list.length)];
	const fates = Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(Object.keys(FATES)));
	const readFates = Array.from({ length: 1 + Math.floor(random() * 2) }, () =>
		random() < 0.7 ? "pass" : pick(["is lost", "is never answered", "fails inside", "is denied"]),
	);
	const next = (list) => (list.length > 1 ? list.shift() : list[0]);
	const [name, write] = pick(Object.entries(WRITES));
	const key = `call${number}`;
	const call = { key, name, write, option: pick(OPTIONS), fates: fates.join(", "), reads: readFates.join(", ") };
	return {
		...call,
		carriedOut: 0,
		nextFate: (writes) => next(writes ? fates : readFates),
	};
}

test("an error other than UNKNOWN_OUTCOME means that nothing was written", async () => {
	const seed = Number(process.env.AMPT_TEST_SEED ?? Date.now() % 2 ** 31);
	console.log(`AMPT_TEST_SEED=${seed}`);
	const random = randomOf(seed);
	const handles = new Map(OPTIONS.map((option) => [option, Data.open(proxy.url("unknown", option))]));
	const list = Array.from({ length: CALLS }, (_, number) => randomCall(random, number));
	for (const call of list) calls.set(call.key, call);
	await put(list.map(({ key }) => key));
	let next = 0;
	const one = async () => {
		while (next < list.length) {
			const call = list[next++];
			call.said = await call.write(handles.get(call.option), call.key).then(
				(value) => (value === false || value?.unprocessed !== undefined ? "unprocessed" : "done"),
				(error) => error.code,
			);
		}
	};
	await Promise.all(Array.from({ length: AT_A_TIME }, one));
	await Promise.all([...handles.values()].map((handle) => handle.close()));

	const lies = list.filter(({ said, carriedOut, fates }) => {
		if (said === "done") return carriedOut === 0;
		// A batch names the items that are left, so a part of it is.
		if (["unprocessed", "UNPROCESSED"].includes(said)) return carriedOut > 0 && !fates.includes("in part");
		return carriedOut > 0 && said !== "UNKNOWN_OUTCOME" && !(said === "ACCESS_DENIED" && fates.includes("in part"));
	});
	expect(lies).toEqual([]);
	expect(list.filter(({ name, carriedOut }) => name.endsWith("on a version") && carriedOut > 1)).toEqual([]);
	const said = new Set(list.map((call) => call.said));
	for (const code of ["done", "UNKNOWN_OUTCOME", "ACCESS_DENIED"]) expect(said).toContain(code);
}, 240_000);

test("a write that was never carried out, and a read, are never in doubt", async () => {
	const data = Data.open(proxy.url("unknown"));
	for (const [name, write] of Object.entries(WRITES)) {
		const key = `call${calls.size}`;
		calls.set(key, { carriedOut: 0, nextFate: (writes) => (writes ? "is denied" : "pass") });
		await put([key]);
		await expect([name, await write(data, key).catch(({ code }) => code)]).toEqual([name, "ACCESS_DENIED"]);
	}
	await data.close();
	const hasty = Data.open(proxy.url("unknown", "&timeout=300"));
	for (const [fate, code] of [
		["is never answered", "UNREACHABLE"],
		["is lost", "UNREACHABLE"],
		// The call may time out during an attempt.
		["fails inside", expect.stringMatching(/^(SERVER_ERROR|UNREACHABLE)$/)],
	]) {
		const key = `call${calls.size}`;
		calls.set(key, { nextFate: () => fate });
		await expect(hasty.get(key)).rejects.toMatchObject({ code });
	}
	await hasty.close();
});

test("the error says what failed last, and what is safe to do", async () => {
	const data = Data.open(proxy.url("unknown", "&timeout=300"));
	calls.set("call0", { carriedOut: 0, nextFate: () => "is carried out, and never answered" });
	await expect(data.set("call0", 1, { exists: false })).rejects.toMatchObject({
		code: "UNKNOWN_OUTCOME",
		message: expect.stringMatching(/may have carried out.*Read the item.*repeated.*did not answer in time/),
	});
	await data.close();
});
