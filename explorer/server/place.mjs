// What the page says of a store: which it is, and where. It comes from the store's URL, without what is secret in it.

import path from "node:path";
import { hasCredentials, shownEndpoint } from "../../transfer/credentials.mjs";

/** Why a URL is refused. */
export const WITH_PASSWORD =
	"The URL of a table must not contain a user or a password: the credentials come from the AWS environment.";

/**
 * @param {string} url with which the store was opened
 * @returns {{ kind: "embedded" | "memory" | "dynamodb", name: string, place: string, url?: string, region?: string, endpoint?: string }}
 *   `url` opens the store elsewhere on this machine, too
 */
export function placeOf(url, env = process.env) {
	const [, scheme = "", rest = ""] = /^([a-z]+):(.*)$/is.exec(typeof url === "string" ? url.trim() : "") ?? [];
	const [place, query = ""] = rest.split(/\?(.*)/s);
	const parameters = new URLSearchParams(query);
	if (scheme === "memory") return { kind: "memory", name: "memory", place: "memory:" };
	if (scheme === "file") {
		const folder = path.resolve(decoded(place.replace(/^\/\//, "")));
		return { kind: "embedded", name: path.basename(folder), place: folder, url: urlOf("file:", folder) };
	}
	if (scheme !== "dynamodb")
		throw new TypeError("'store' must be the URL of the store, such as 'file:PATH' or 'dynamodb://TABLE'.");
	// No part of a password that is not escaped is safe to show.
	if (hasCredentials(rest)) throw new TypeError(WITH_PASSWORD);
	const table = decoded(place.replace(/^\/+/, ""));
	const region = parameters.get("region") ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
	const endpoint = parameters.get("endpoint") ?? env.AWS_ENDPOINT_URL_DYNAMODB ?? env.AWS_ENDPOINT_URL;
	const where = {
		...(region && { region }),
		...(endpoint && { endpoint: shownEndpoint(endpoint) }),
	};
	const profile = parameters.get("profile");
	const named = new URLSearchParams({ ...where, ...(profile && { profile }) });
	const address = urlOf("dynamodb://", table) + (named.size > 0 ? `?${named}` : "");
	return { kind: "dynamodb", name: table, place: table, url: address, ...where };
}

/** The URL of a path or a table. */
const urlOf = (scheme, place) => scheme + encodeURI(place).replace(/[?#]/g, encodeURIComponent);

function decoded(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		throw new TypeError("'store' has a '%' that begins no escape. Write '%25' for a percent sign.");
	}
}
