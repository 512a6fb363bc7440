// Which store a command is about, and how it is opened.

import fs from "node:fs";
import path from "node:path";
import { shownEndpoint } from "../transfer/credentials.mjs";
import { Failure, usage } from "./failure.mjs";
import { detail } from "./output.mjs";
import { canAsk } from "./terminal.mjs";

const DEFAULT_URL = "file:./.ampt/data";

const opened = [];

/** The URL of the store: `--url`, else the store that the library opens by default. */
export function storeUrl({ url }, env = process.env) {
	const given = url ?? env.AMPT_DATA_URL;
	if (given !== undefined) return given.trim();
	return env.AMPT_DATA_TABLES === undefined ? DEFAULT_URL : `dynamodb://${firstTable(env.AMPT_DATA_TABLES)}`;
}

function firstTable(text) {
	try {
		const [table] = JSON.parse(text);
		if (typeof table === "string") return table;
	} catch {
		// Said below.
	}
	throw usage("'AMPT_DATA_TABLES' must be a JSON array whose first entry is a table's name.");
}

/**
 * Opens a store, and says on standard error which one it is.
 *
 * @param {object} options the options of the command: `url`, `write` of a command that changes, and whether `url`
 * `isArgument`
 * @param {object} [use]
 * @param {boolean} [use.changes] the command changes the store: asks for the table's name on DynamoDB
 * @param {boolean} [use.creates] the command may create an embedded store. Only with `changes`
 * @param {boolean} [use.watches] the command watches, which an embedded store notes in its file
 * @param {string} [use.label] what the store is for the command, such as "to"
 */
export async function openStore(
	options,
	{ changes = false, creates = changes, watches = false, label = "store" } = {},
) {
	const url = storeUrl(options);
	const place = placeOf(url);
	detail(`${label}: ${place.text}${place.isMissing && creates ? " (new)" : ""}`);
	if (place.kind === "memory") {
		throw usage(
			"A 'memory:' store lives in one process, so a command finds nothing there. Name a 'file:' or a 'dynamodb:' URL.",
		);
	}
	// Loaded only now: the native part is most of the time that a command takes to start.
	const { Data } = await import("ampt-data");
	// It refuses a wrong URL, and opens nothing before its first call.
	const data = Data.open(changes || watches ? url : withoutWrites(url));
	opened.push(data);
	if (place.isMissing && !creates) throw new Failure(noStore(place, options, label));
	if (changes && place.kind === "dynamodb" && !options.write) await confirmTable(place.table);
	return data;
}

/** Refuses a table. `why` is a sentence. */
export function needEmbedded(options, why) {
	if (placeOf(storeUrl(options)).kind === "dynamodb") throw usage(why);
}

/** Whether a URL makes a handle that only reads. */
export const isReadOnly = (url) => hasOption(url, "readonly");

/** The URL with which the library itself sees to it that nothing is written. */
export const withoutWrites = (url) => withOption(url, "readonly");

/** The URL of a table with which the library knows what its requests cost. */
export const withCapacity = (url) => withOption(url, "capacity");

const withOption = (url, name) => (hasOption(url, name) ? url : `${url}${url.includes("?") ? "&" : "?"}${name}`);

/** Whether a URL has an option that is only a name. */
function hasOption(url, name) {
	const [, query = ""] = url.split(/\?(.*)/s);
	return query.split("&").includes(name);
}

/** A function that opens a store once more when it is called, for what its first handle cannot do. */
export async function opener(url) {
	const { Data } = await import("ampt-data");
	return () => {
		const data = Data.open(url);
		opened.push(data);
		return data;
	};
}

/** Opens a store in memory, in which items are checked. */
export async function openMemory() {
	const { Data } = await import("ampt-data");
	const data = Data.open("memory:");
	opened.push(data);
	return data;
}

/** Closes all stores. */
export async function closeStores() {
	while (opened.length > 0) await opened.pop().close();
}

/**
 * What people need to know of a URL, without what could be a credential: `text`, its `kind`, and the `folder` or the
 * `table`. An embedded store `isMissing` if its folder has none.
 */
export function placeOf(url) {
	const [, scheme = "", rest = ""] = /^([a-z]+):(.*)$/is.exec(url) ?? [];
	const [place, query = ""] = rest.split(/\?(.*)/s);
	if (scheme === "memory") return { kind: "memory", text: "memory:" };
	if (scheme === "file") return embedded(place, query);
	if (scheme === "dynamodb") return table(place, query);
	throw usage(
		`This is not the URL of a store${url.startsWith(".") || url.startsWith("/") ? `: did you mean 'file:${url}'?` : "."} ` +
			"Use 'file:PATH' or 'dynamodb://TABLE'.",
	);
}

function embedded(place, query) {
	const folder = path.resolve(decode(place.replace(/^\/\//, "")));
	const isMissing = !fs.existsSync(folder.endsWith(".mdb") ? folder : path.join(folder, "data.mdb"));
	return { kind: "file", folder, isMissing, text: `file:${folder}${query && `?${query}`}` };
}

function table(place, query) {
	const name = decode(place.replace(/^\/+/, ""));
	const parameters = new URLSearchParams(query);
	const shown = ["region", "endpoint", "profile"].flatMap((option) => {
		const value = parameters.get(option);
		return value === null ? [] : [`${option} ${shownEndpoint(value)}`];
	});
	return { kind: "dynamodb", table: name, text: [`dynamodb://${name}`, ...shown].join(", ") };
}

function decode(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		throw usage("The URL of the store has a '%' that begins no escape. Write '%25' for a percent sign.");
	}
}

function noStore({ folder }, { url, isArgument = false }, label) {
	const what = `There is no store in ${folder}.`;
	if (label !== "store" || isArgument) return `${what} Check the URL.`;
	if (url !== undefined) return `${what} Check '--url'.`;
	if (process.env.AMPT_DATA_URL !== undefined) return `${what} Check 'AMPT_DATA_URL'.`;
	return `${what} Name one with '--url file:PATH' or 'AMPT_DATA_URL', or go to the folder of your program.`;
}

/** Asks for the name of a table that is about to be changed. */
export async function confirmTable(name) {
	if (!canAsk) throw usage(`This changes the DynamoDB table '${name}'. Pass '--write' to do so.`);
	const { askText } = await import("./ask.mjs");
	const answer = await askText(`This changes a DynamoDB table. Type its name to go on (or pass --write):`);
	if (answer.trim() !== name) throw usage("That is not the name of the table. Nothing was changed.");
}
