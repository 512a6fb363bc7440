// What the page remembers on this machine: columns, widths, recent queries. Nothing of the data but keys of queries.

const PREFIX = "ampt-data:";

/** What was remembered under a name, or `fallback`. */
export function remembered(name, fallback) {
	try {
		return JSON.parse(window.localStorage.getItem(PREFIX + name)) ?? fallback;
	} catch {
		return fallback;
	}
}

/** Remembers a JSON value. A browser that keeps nothing is no reason to fail. */
export function remember(name, value) {
	try {
		window.localStorage.setItem(PREFIX + name, JSON.stringify(value));
	} catch {
		// The page works without.
	}
}
