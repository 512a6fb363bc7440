import { once } from "node:events";
import { createServer } from "node:http";
import { port } from "../arguments.mjs";
import { openInBrowser } from "../browser.mjs";
import { usage } from "../failure.mjs";
import { interrupted, stopOnInterrupt } from "../interrupt.mjs";
import { line, note, warn } from "../output.mjs";
import { PageName } from "../page-name.mjs";
import { checkPlace, isLoopback, listen, originOf } from "../page-place.mjs";
import { confirmTable, isReadOnly, opener, openStore, placeOf, storeUrl, withCapacity } from "../store.mjs";
import { canAsk, isTerminal } from "../terminal.mjs";

export const examples = [
	["explore", "look at the store of this folder, in the browser"],
	["explore --write", "look at it, and change it"],
	["explore dynamodb://my-table", "look at a table"],
	["explore --port 4000 --no-open", "only print the address"],
];

export function define(command) {
	command
		.argument("[url]", "the store: file:PATH or dynamodb://TABLE (default: AMPT_DATA_URL, else file:./.ampt/data)")
		.option("--write", "let the page change items. Otherwise it only reads")
		.option("--port <n>", "the port (default: a free one, for a store the same one if possible)", port)
		.option("--host <address>", "the page is at this address of this machine (default: a name of its own at 127.0.0.1)")
		.option("--origin <url>", "where browsers find the page, if a proxy or a container is in between")
		.option("--no-open", "open no browser");
}

export async function run(options, argument) {
	if (argument !== undefined && options.url !== undefined) throw usage("The store is given twice.");
	const url = storeUrl({ url: argument ?? options.url });
	const place = placeOf(url);
	checkPlace(options);
	const { write = false } = options;
	if (write && isReadOnly(url))
		throw usage("'--write' changes the store, and its URL has 'readonly': leave out one of them.");
	const isArgument = argument !== undefined;
	const opened = place.kind === "dynamodb" ? withCapacity(url) : url;
	const data = await openStore({ url: opened, isArgument, write: true }, { changes: write, creates: false });
	if (write && place.kind === "dynamodb" && canAsk) await confirmTable(place.table);
	const signal = stopOnInterrupt();
	const { createExplorer } = await import("ampt-data/explorer");
	const live = await listenerOf(data, url, place, write);
	let explorer;
	let isOpen = () => {};
	const answer = (request, response) => {
		if (explorer === undefined) return response.destroy();
		if (request.method === "POST" && request.url === "/api/session") {
			response.on("finish", () => response.statusCode === 204 && isOpen());
		}
		return explorer(request, response);
	};
	const { origin, servers } = await serve(() => createServer(answer), place, options);
	explorer = createExplorer({ data, readOnly: !write, store: url, origin, live, canReplay: false });
	note(
		`${write ? "The page can change items." : "The page only reads: '--write' lets it change items."} Ctrl-C ends it.`,
	);
	if (options.host !== undefined && !isLoopback(options.host)) {
		warn(
			"Others can reach this address. Whoever has the whole address sees the store, and HTTP hides nothing on its way.",
		);
	}
	await line(explorer.address);
	if (isTerminal && options.open) isOpen = openInBrowser(explorer.address);
	const stop = offerAddresses(explorer);
	if (!signal.aborted) await once(signal, "abort");
	// From here on, it refuses all requests.
	const closed = explorer.close();
	stop();
	isOpen();
	await closed;
	for (const server of servers) {
		server.closeAllConnections();
		server.close();
	}
	throw interrupted();
}

/** Listens. Without a host or an origin, the page has a name and a port of its own, by which it remembers things. */
async function serve(makeServer, { folder, text }, options) {
	const { port, host, origin } = options;
	const name = host === undefined && origin === undefined ? new PageName(folder ?? text) : undefined;
	const ports = port === undefined ? [...(name?.ports ?? []), 0] : [port];
	const at = await listen(makeServer, name?.host ?? host ?? "127.0.0.1", ports);
	name?.keep(at.port);
	return { origin: originOf({ host: name?.host ?? host, origin }, at.port), servers: at.servers };
}

/** What hears changes. An embedded store notes who listens in its file, which a handle that only reads must not touch. */
async function listenerOf(data, url, place, write) {
	if (write || place.kind === "dynamodb") return data;
	if (isReadOnly(url)) return false;
	const open = await opener(url);
	return () => {
		// A handle that may write would make a new store.
		if (!placeOf(url).isMissing) return open();
		const message = `There is no store in ${place.folder} any more. Start the explorer again once there is one.`;
		throw Object.assign(new Error(message), { code: "STORE_NOT_FOUND" });
	};
}

/** Prints a new address at each Enter: an address opens the page once. */
function offerAddresses(explorer) {
	if (!canAsk) return () => {};
	note("Press Enter for a new address, such as for another browser.");
	const print = () => line(explorer.newAddress());
	process.stdin.on("data", print).resume();
	return () => process.stdin.off("data", print).pause();
}
