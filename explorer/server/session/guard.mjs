// Whether a request comes from the explorer's own page. A browser tells it in headers that no page can set: `Host`,
// `Origin` and `Sec-Fetch-Site`. What it does not tell is refused.

import { Refusal } from "../refusal.mjs";

/** Addresses for which browsers send `Sec-Fetch-Site`. For others, they leave it out. */
const LOCAL = /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Names of files and routes need no other characters, so nothing has to be decoded and nothing can mean another path. */
const PATH = /^\/(?:[\w-]+(?:\.[\w-]+)*(?:\/|$))*$/;

/**
 * @param {string} origin where browsers find the page
 * @returns what judges requests
 */
export function createGuard(origin) {
	const { host, hostname, protocol } = new URL(origin);
	const tellsSite = protocol === "https:" || LOCAL.test(hostname);

	/** Refuses a request that is not for this server, whatever it asks for. */
	function checkTarget({ headers, rawHeaders }, path) {
		const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
		// A name of another site that leads to this address would make that site's pages ones of the same origin.
		if (hosts.length !== 1 || headers.host !== host) {
			throw forbidden(
				"WRONG_HOST",
				`This explorer answers at ${origin} only. Open the address that it was started with.`,
			);
		}
		if (headers.upgrade !== undefined) throw new Refusal(400, "NO_UPGRADE", "The explorer speaks HTTP only.");
		if (!PATH.test(path)) throw new Refusal(400, "WRONG_PATH", "The explorer has no such address.");
	}

	/** Refuses to give a file of the page to another page. A link to the page may be anywhere. */
	function checkPage({ headers }) {
		checkOrigin(headers);
		const { "sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": use } = headers;
		if (site === undefined || site === "same-origin" || site === "none") return;
		if (mode !== "navigate" || use !== "document") throw foreign();
	}

	/** Refuses a call that is not the page's own. */
	function checkCall({ method, headers }) {
		checkOrigin(headers);
		const { origin: from, "sec-fetch-site": site } = headers;
		if (site !== undefined && site !== "same-origin") throw foreign();
		// Browsers send no origin with reads of the same one.
		if (from === undefined && (method !== "GET" || (site === undefined && tellsSite))) throw foreign();
	}

	function checkOrigin({ origin: from }) {
		if (from !== undefined && from !== origin) throw foreign();
	}

	return { checkTarget, checkPage, checkCall };
}

const forbidden = (code, message) => new Refusal(403, code, message);

const foreign = () => forbidden("WRONG_ORIGIN", "Only the explorer's own page may ask for this.");
