// Which store a URL means, as one text: two URLs of one store have the same, however they spell it. A copy onto itself would
// undo what others write meanwhile.

import fs from "node:fs";
import path from "node:path";

const DATA_FILE = "data.mdb";
/** Names of this machine: a server that listens on one of them answers on the others, too. */
const LOCAL = /^(?:localhost\.?|127(?:\.\d+){3}|\[::1\]|\[::\]|0\.0\.0\.0)$/;
/** Where AWS itself answers for a region. */
const USUAL = /^https:\/\/dynamodb(?:-fips)?\.(?<region>[a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;

/**
 * @param {string} url
 * @param {{ kind: string, folder?: string, table?: string }} place what the URL says
 */
export function identityOf(url, { kind, folder, table }, env = process.env) {
	if (kind !== "dynamodb") return `${kind}:${folder && folderOf(realPath(folder))}`;
	const options = new URLSearchParams(url.split(/\?(.*)/s)[1]);
	const region = options.get("region") ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? "";
	const given = options.get("endpoint") ?? env.AWS_ENDPOINT_URL_DYNAMODB ?? env.AWS_ENDPOINT_URL ?? "";
	const endpoint = plainEndpoint(given);
	const profile = options.get("profile") ?? env.AWS_PROFILE ?? "";
	return `dynamodb://${table}?${new URLSearchParams({
		region,
		endpoint: USUAL.exec(endpoint)?.groups.region === region ? "" : endpoint,
		profile: profile === "default" ? "" : profile,
	})}`;
}

/** An endpoint in one spelling, without credentials. */
function plainEndpoint(text) {
	if (!URL.canParse(text)) return text;
	const { protocol, hostname, port, pathname } = new URL(text);
	const host = LOCAL.test(hostname) ? "localhost" : hostname.replace(/\.$/, "");
	return `${protocol}//${host}${port && `:${port}`}${pathname.replace(/\/+$/, "")}`;
}

/** The path without links. The last parts of it may not exist yet. */
function realPath(place) {
	try {
		return fs.realpathSync.native(place);
	} catch {
		const parent = path.dirname(place);
		return parent === place ? place : path.join(realPath(parent), path.basename(place));
	}
}

/** The folder of a store, whose URL may name the file in it. The file may be a link to that of another folder. */
function folderOf(place) {
	const file = path.basename(place) === DATA_FILE ? place : realPath(path.join(place, DATA_FILE));
	return path.basename(file) === DATA_FILE ? path.dirname(file) : place;
}
