// Hostile calls. Each must settle soon, and reject only with an error that has a code.

import fc from "fast-check";
import { hostile, make, SECRET, Thrown } from "./values.mjs";

/** The maximum duration of a call on an embedded store, in milliseconds. */
const MAX_TIME = 250;
/** When a call counts as hanging, in milliseconds. */
const NEVER = 20_000;
/** The maximum length of an error message, in characters. */
const MAX_MESSAGE = 2100;
/** The maximum number of calls in a case. */
const MAX_CALLS = 20;
/** How often a slow call is repeated, because a garbage collection may have made it slow. */
const AGAIN = 3;

/** Before the names of the methods of a collection. */
const IN_COLLECTION = "users.";
/** Methods of a collection, whose schema accepts everything. */
const OF_COLLECTION = {
	create: 2,
	put: 2,
	update: 3,
	getBy: 3,
	...{ get: 2, getByLabel: 3, iterate: 2, count: 2, remove: 2, reindex: 0 },
};
const COLLECTION = {
	schema: { "~standard": { version: 1, vendor: "none", validate: (value) => ({ value }) } },
	key: () => "k",
	labels: { label1: "a:${a}", label2: ({ b }) => b },
	unique: ["a", "0"],
};

const METHODS = {
	...Object.fromEntries(Object.entries(OF_COLLECTION).map(([name, size]) => [`${IN_COLLECTION}${name}`, size])),
	...{
		collection: 2,
		get: 2,
		set: 3,
		add: 4,
		remove: 2,
		removeAll: 2,
		getByLabel: 3,
		iterate: 2,
		count: 2,
		cursors: 2,
		collections: 1,
		stat: 1,
		check: 1,
		scan: 1,
		seed: 2,
		import: 2,
		export: 1,
		on: 3,
		watch: 2,
		streamHandler: 1,
	},
};

const good = fc.constantFrom("n:1", "n:*", "k", "label1");
const argument = fc.oneof(
	{ weight: 3, arbitrary: hostile.map((value) => ({ value })) },
	good.map((text) => ({ text })),
);
const call = fc
	.constantFrom(...Object.keys(METHODS))
	.chain((method) => fc.tuple(fc.constant(method), fc.array(argument, { maxLength: METHODS[method] })));

export function property({ data, bounded }, count) {
	return fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: MAX_CALLS }), async (calls) => {
		for (const [method, args] of calls) {
			count();
			let fastest = await attempt(data, method, args);
			// An invocation of AWS Lambda may carry 6 MB, so it may take longer.
			const most = method === "streamHandler" ? 4 * MAX_TIME : MAX_TIME;
			for (let round = 0; bounded && fastest > most && round < AGAIN; round++) {
				fastest = Math.min(fastest, await attempt(data, method, args));
			}
			if (bounded && fastest > most) throw new Error(`${method} took ${Math.round(fastest)} ms`);
		}
		await isWell(data);
	});
}

/**
 * Makes a call and returns its duration in milliseconds, without the creation of its arguments. On a busy machine, the
 * CPU time of this process counts instead of the wall time.
 */
async function attempt(data, method, args) {
	const given = args.map(({ value, text }) => text ?? make(value));
	const started = performance.now();
	const worked = process.cpuUsage();
	try {
		await inTime(invoke(data, method, given).then(settled), method);
	} catch (error) {
		judge(error, method);
	}
	const { user, system } = process.cpuUsage(worked);
	return Math.min(performance.now() - started, (user + system) / 1000);
}

async function invoke(data, method, args) {
	const result = method.startsWith(IN_COLLECTION)
		? data.collection("users", COLLECTION)[method.slice(IN_COLLECTION.length)](...args)
		: data[method](...args);
	if (method === "on") return result.remove();
	if (method === "watch") {
		const first = result.next();
		await result.return();
		return first;
	}
	return method === "streamHandler" ? result({ Records: args[0] }) : result;
}

/** Rejects if the call hangs. */
async function inTime(call, method) {
	let timer;
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Error(`${method} does not settle`)), NEVER);
	});
	try {
		return await Promise.race([call, late]);
	} finally {
		clearTimeout(timer);
	}
}

/** Reads an iterable to its end: its errors come with the iteration. */
async function settled(result) {
	if (typeof result?.[Symbol.asyncIterator] !== "function") return;
	for await (const item of result) if (item === undefined) throw new Error("an iteration yielded undefined");
}

function judge(error, method) {
	if (error instanceof Thrown) return;
	if (!(error instanceof Error) || !/^[A-Z_]+$/.test(error.code ?? "")) {
		// V8 throws these errors for revoked proxies and transferred memory, which are mistakes of the application.
		if (error instanceof TypeError && /proxy|detached/i.test(error.message)) return;
		throw new Error(`${method} failed without an error code`, { cause: error });
	}
	if (error.code === "INTERNAL") throw new Error(`${method} failed with an internal error`, { cause: error });
	if (error.message.includes(SECRET) && !isAboutKey(error))
		throw new Error(`${method} shows user data: ${error.message}`, { cause: error });
	if (error.message.length > MAX_MESSAGE)
		throw new Error(`${method} failed with a message of ${error.message.length} characters`, { cause: error });
}

/** Whether the message may show what was passed: a key, label, name or cursor, but never a value. */
function isAboutKey(error) {
	return ["INVALID_KEY", "INVALID_EVENT_NAME"].includes(error.code);
}

/** Throws unless the store still works and everything in it can be read. */
async function isWell(data) {
	await data.set("well", { is: 1 }, { overwrite: true });
	const value = await data.get("well");
	if (value?.is !== 1) throw new Error(`the store returned ${JSON.stringify(value)}`);
	let items = 0;
	for await (const { key } of data.export()) if (typeof key === "string") items++;
	if (items === 0) throw new Error("the export is empty");
	await data.truncate();
}
