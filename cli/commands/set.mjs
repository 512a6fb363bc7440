import { Option } from "commander";
import { completeKey, forLabels, LABELS, predicate, versionText } from "../arguments.mjs";
import { isObject, readExactly, toExactJson, warnOfRounding } from "../exact.mjs";
import { missing, usage } from "../failure.mjs";
import { readInput } from "../input.mjs";
import { line, note } from "../output.mjs";
import { openStore } from "../store.mjs";
import { printable } from "../text.mjs";
import { fromArgument, fromJson, toJson } from "../values.mjs";

export const examples = [
	[`set users:jane '{"name":"Jane"}'`, "create an object, or change these attributes of it"],
	[`set users:jane '{"visits":{"$add":1},"draft":null}'`, "edit one attribute, remove another"],
	["set greeting hello", "a bare word is a text"],
	["set users:jane - < jane.json", "the value from standard input"],
	["set users:jane --label1 team:core --ttl 7d", "only a label and an expiry"],
];

export function define(command) {
	command
		.argument("<key>", "a complete key, such as users:jane")
		.argument("[value]", "JSON or a text; '-' reads standard input; without it the value stays")
		.option("--string", "the value is a text, even if it looks like JSON")
		.addOption(new Option("--if-exists", "only if the item exists").conflicts("ifMissing"))
		.option("--if-missing", "only if there is no such item")
		.option("--if <predicate>", "only if what is stored matches", predicate)
		.option("--version <version>", "only if the item has this version", versionText)
		.option("--overwrite", "replace the whole item, with its labels and its expiry")
		.option("--default <json>", "the value of a new item; of an object, attributes that the item lacks", fromArgument)
		.option("--keep-nulls", "store a null in an attribute, rather than remove the attribute")
		.option("--ttl <time>", "when it expires: 90 (seconds), 15m, 12h, 7d, or a date such as 2030-06-01")
		.option("--no-ttl", "it never expires");
	forLabels(command, "<text>", "set");
	forLabels(command, "", "remove", "--no-");
	command.option("--meta", "print the stored item with its dates and labels");
}

export async function run(options, key, given) {
	completeKey(key);
	const asked = { ...conditions(options), ...metadata(options) };
	if (given === undefined) await setMetadata(options, key, asked);
	else await setValue(options, key, await readValue(given, options), asked);
}

async function setValue(options, key, value, asked) {
	const { overwrite, keepNulls, default: initial } = options;
	const data = await openStore(options, { changes: true });
	const item = await store(data, key, value, {
		...asked,
		meta: true,
		...(overwrite && { overwrite }),
		...(keepNulls && { removeNulls: false }),
		...(initial !== undefined && { default: initial }),
	});
	await report(item, options);
}

/** Labels and the expiry alone. An object gets no attributes; any other value is written again on its version. */
async function setMetadata(options, key, asked) {
	for (const name of ["string", "overwrite", "default", "keepNulls"]) {
		if (options[name] !== undefined) throw usage(`'--${dashed(name)}' needs a value.`);
	}
	if (Object.keys(metadata(options)).length === 0)
		throw usage("Pass a value to store ('-' reads it from standard input), or a label or '--ttl' to change.");
	const data = await openStore(options, { changes: true, creates: false });
	const stored = await readExactly(data, key);
	if (stored === undefined) throw missing(`There is no item '${printable(key)}'.`);
	// A number that would be rounded is refused.
	const value = isObject(stored.value) ? {} : fromJson(toExactJson(stored.value));
	await report(await store(data, key, value, { version: stored.version, ...asked, meta: true }), options);
}

async function store(data, key, value, options) {
	try {
		return await data.set(key, value, options);
	} catch (error) {
		throw /^Invalid ttl/.test(error.message) ? usage(TIMES) : error;
	}
}

async function report(item, { meta, version }) {
	if (meta) {
		warnOfRounding([item]);
		return line(toJson(item));
	}
	if (item.ttl <= Date.now()) return note(`'${printable(item.key)}' is stored, and has expired already.`);
	if (version === undefined) return note(`'${printable(item.key)}' is stored.`);
	// Who writes on a version needs the next one.
	return note(`'${printable(item.key)}' is stored. Its version is ${item.version}.`);
}

async function readValue(given, { string }) {
	const read = given === "-" ? (await readInput()).replace(/\r?\n$/, "") : given;
	return string ? read : fromArgument(read);
}

function conditions({ ifExists, ifMissing, if: condition, version }) {
	return {
		...(ifExists && { exists: true }),
		...(ifMissing && { exists: false }),
		...(condition !== undefined && { if: condition }),
		...(version !== undefined && { version }),
	};
}

/** The labels and the expiry. An option that begins with `--no-` is `false`. */
function metadata(options) {
	const given = LABELS.filter((label) => options[label] !== undefined);
	const labels = given.map((label) => [label, options[label] === false ? null : options[label]]);
	return { ...Object.fromEntries(labels), ...(options.ttl !== undefined && { ttl: expiry(options.ttl) }) };
}

const TIMES = "'--ttl' takes seconds such as 90, a duration such as 15m, 12h, 7d or 2w, or a date such as 2030-06-01.";
const SECONDS = { "": 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

function expiry(given) {
	if (given === false) return null;
	const [, amount, unit] = /^(\d+)([smhdw]?)$/.exec(given) ?? [];
	if (amount !== undefined) return Number(amount) * SECONDS[unit];
	if (/^\d{4}-/.test(given)) return given;
	throw usage(TIMES);
}

const dashed = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
