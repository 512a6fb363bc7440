// Texts that name stores go to terminals, pages and files, so what is secret in a URL stays out of them.

/** A text without the users and passwords of the URLs in it, which may be escaped. */
export const withoutCredentials = (text) => text.replace(/(\/\/|%2F%2F)[^/\s&]*(@|%40)/gi, "$1");
