// Texts that name stores go to terminals, pages and files, so what is secret in a URL stays out of them.

/** What ends a user and a password, and what is before them, also in a URL that is a part of a URL. */
const AT = "(?:@|%(?:25)*40)";
const BEGINNING = String.raw`//|%(?:25)*2F%(?:25)*2F|\\\\|%(?:25)*5C%(?:25)*5C`;

const IN_TEXT = new RegExp(`(${BEGINNING})[^'"\n]*${AT}`, "gi");
const IN_ENDPOINT = new RegExp(`^(https?://)?.*${AT}`, "is");
const ANYWHERE = new RegExp(AT);

/**
 * A text without the users and passwords of the URLs in it, which may be escaped. A password that is not escaped as it should
 * be ends at the last `@` before a quote.
 */
export const withoutCredentials = (text) => text.replace(IN_TEXT, "$1");

/** What may be shown of an endpoint. A sound one has no `@`, and nothing behind a question mark. */
export const shownEndpoint = (endpoint) => endpoint.replace(IN_ENDPOINT, "$1").replace(/[?#].*$/s, "");

/** Whether the URL of a table has what looks like a user or a password, however it is escaped. The library refuses those. */
export const hasCredentials = (url) => ANYWHERE.test(url);
