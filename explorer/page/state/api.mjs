// Talks to the server that has served the page.

/** The folder of the page, below which the interface is. */
const base = new URL(".", window.location.href);

/** What the server says of a request that it refuses. */
export class ApiError extends Error {
	/** @param {{ status: number, code: string, message: string, hint?: string, body?: object }} about */
	constructor({ status, code, message, hint, body }) {
		super(message);
		this.name = "ApiError";
		this.status = status;
		this.code = code;
		this.hint = hint;
		this.body = body;
	}
}

/** The address of a route, without `undefined` parameters. */
export function urlOf(path, parameters = {}) {
	const url = new URL(`api/${path}`, base);
	for (const [name, value] of Object.entries(parameters)) {
		if (value !== undefined && value !== false) url.searchParams.set(name, value === true ? "1" : value);
	}
	return url;
}

/** Reads from a route. */
export const get = (path, parameters, { signal } = {}) => request(urlOf(path, parameters), { signal });

/** Sends JSON to a route. */
export const post = (path, body = {}, { signal } = {}) =>
	request(urlOf(path), {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(body),
		signal,
	});

async function request(url, options) {
	const response = await fetch(url, options).catch((error) => {
		if (error.name === "AbortError") throw error;
		throw new ApiError({
			status: 0,
			code: "UNREACHABLE",
			message: "The explorer does not answer.",
			hint: "Look at the terminal where it runs, or start it again with 'npx ampt-data explore'.",
		});
	});
	if (response.status === 204) return undefined;
	const body = await response.json().catch((error) => {
		if (error.name === "AbortError") throw error;
		return {};
	});
	if (response.ok) return body;
	const { code = "FAILED", message = "The explorer could not do this.", hint } = body.error ?? {};
	throw new ApiError({ status: response.status, code, message, hint, body });
}

/** Exchanges the token in the fragment of the address for a session, and removes it from the address. */
export async function beginSession() {
	const token = new URLSearchParams(window.location.hash.slice(1)).get("token");
	if (token === null) return;
	window.history.replaceState(null, "", window.location.pathname + window.location.search);
	await post("session", { token });
}
