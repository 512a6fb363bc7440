// Hostile calls: each must settle, soon, and with an error that a program can tell.

import fc from "fast-check";
import { hostile, make, SECRET, Thrown } from "./values.mjs";

/** Milliseconds within which a call on an embedded store ends. */
const MAX_TIME = 250;
/** Milliseconds after which a call is taken for one that never ends. */
const NEVER = 20_000;
/** Characters of a message. */
const MAX_MESSAGE = 2100;
/** Calls of a case. */
const MAX_CALLS = 20;
/** How often a slow call is made again: the engine may have tidied up. */
const AGAIN = 3;

const METHODS = {
	...{
		get: 2,
		set: 3,
		add: 4,
		remove: 1,
		getByLabel: 3,
		scan: 1,
		seed: 2,
		import: 1,
		export: 1,
		on: 3,
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
			// An invocation of AWS Lambda may hold 6 MB.
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
 * Makes a call; returns how long it took, without the time in which its arguments were made. Where others had the processor,
 * the time that this process had counts.
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
	const result = data[method](...args);
	if (method === "on") return result.remove();
	return method === "streamHandler" ? result({ Records: args[0] }) : result;
}

/** Fails where a call never ends. */
async function inTime(call, method) {
	let timer;
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Error(`${method} never ends`)), NEVER);
	});
	try {
		return await Promise.race([call, late]);
	} finally {
		clearTimeout(timer);
	}
}

/** Goes through what can be gone through. */
async function settled(result) {
	if (typeof result?.[Symbol.asyncIterator] !== "function") return;
	for await (const item of result) if (item === undefined) throw new Error("an export gave nothing");
}

function judge(error, method) {
	if (error instanceof Thrown) return;
	if (!(error instanceof Error) || !/^[A-Z_]+$/.test(error.code ?? "")) {
		// What the engine throws where a proxy is revoked or memory transferred is the application's own.
		if (error instanceof TypeError && /proxy|detached/i.test(error.message)) return;
		throw new Error(`${method} failed with an error without a code`, { cause: error });
	}
	if (error.code === "INTERNAL") throw new Error(`${method} failed inside`, { cause: error });
	if (error.message.includes(SECRET) && !isAboutKey(error))
		throw new Error(`${method} shows content: ${error.message}`, { cause: error });
	if (error.message.length > MAX_MESSAGE)
		throw new Error(`${method} fails with ${error.message.length} characters`, { cause: error });
}

/** Keys, labels, names and cursors are shown; values never are. */
function isAboutKey(error) {
	return ["INVALID_KEY", "INVALID_EVENT_NAME"].includes(error.code);
}

/** Whether the store still answers, and everything in it can be read. */
async function isWell(data) {
	await data.set("well", { is: 1 }, { overwrite: true });
	const value = await data.get("well");
	if (value?.is !== 1) throw new Error(`the store gives ${JSON.stringify(value)}`);
	let items = 0;
	for await (const { key } of data.export()) if (typeof key === "string") items++;
	if (items === 0) throw new Error("the export is empty");
	await data.truncate();
}
