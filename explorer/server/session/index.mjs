// Who may use the explorer: whoever has its address. The token in the address is worth one session, so an address that
// stays in a history or a log opens nothing.

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { Refusal } from "../refusal.mjs";

const BYTES = 32;
/** The base64 text of so many bytes. A caller's own token must be as hard to guess. */
const LEAST_LENGTH = 43;

const secret = () => randomBytes(BYTES).toString("base64url");
const digest = (text) => createHash("sha256").update(text).digest();

/**
 * @param {{ origin: string, path: string, token?: string }} place where the page is; `token` of the first address
 */
export function createSessions({ origin, path, token = secret() }) {
	if (typeof token !== "string" || token.length < LEAST_LENGTH) {
		throw new TypeError(`'token' must be a text of at least ${LEAST_LENGTH} characters that nobody can guess.`);
	}
	const { protocol, port } = new URL(origin);
	const isSecure = protocol === "https:";
	// Cookies belong to a host, whatever the port, so the name tells the explorers of one machine apart.
	const name = `ampt-data-explorer-${port || (isSecure ? 443 : 80)}`;
	// Only digests are kept: all have one length, and comparing them takes the same time.
	const sessions = [];
	const used = [];
	let current = token;

	const addressOf = (secret) => `${origin}${path}#token=${secret}`;

	return {
		/** The address that opens the page once. */
		get address() {
			return addressOf(current);
		},

		/** Another address, for another browser. An earlier one that was not opened opens nothing from now on. */
		newAddress() {
			used.push(digest(current));
			current = secret();
			return addressOf(current);
		},

		/** Gives a session for a token, as a cookie. Who has a session already needs none. */
		open(request, response, given) {
			const isRight = typeof given === "string" && isOneOf([digest(current)], given) && !isOneOf(used, given);
			if (!isRight) {
				if (hasSession(request)) return;
				throw refusalOf(given);
			}
			used.push(digest(current));
			const session = secret();
			sessions.push(digest(session));
			// Other programs of this machine get the cookies of its pages, too. This one only if it is asked for such a path.
			const attributes = ["HttpOnly", "SameSite=Strict", `Path=${path}api`, ...(isSecure ? ["Secure"] : [])];
			response.setHeader("Set-Cookie", [`${name}=${session}`, ...attributes].join("; "));
		},

		/** Refuses a request without a session. */
		check(request) {
			if (hasSession(request)) return;
			throw new Refusal(401, "NO_SESSION", "This page has no session, or its explorer was started anew.", {
				hint: HOW,
			});
		},
	};

	function hasSession({ headers }) {
		const cookies = (headers.cookie ?? "").split(";").map((cookie) => cookie.trim());
		return cookies.some((cookie) => cookie.startsWith(`${name}=`) && isOneOf(sessions, cookie.slice(name.length + 1)));
	}

	function refusalOf(given) {
		if (typeof given === "string" && isOneOf(used, given)) {
			const message = "This address was opened before, or a newer one has taken its place. It opens the page once.";
			return new Refusal(403, "TOKEN_USED", message, { hint: HOW });
		}
		return new Refusal(403, "WRONG_TOKEN", "This is not the whole address of an explorer that runs.", { hint: HOW });
	}
}

const HOW = "Get a new address from the explorer: 'ampt-data explore' prints one when you press Enter in its terminal.";

/** Whether a text is one of those of which the digests are known. How long it takes tells nothing of them. */
function isOneOf(digests, text) {
	const given = digest(text);
	return digests.reduce((found, known) => timingSafeEqual(known, given) || found, false);
}
