// The headers of every answer, refusals included. There is none of CORS: no page of another origin may read anything.

const POLICY = [
	"default-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
	"object-src 'none'",
].join("; ");

const HEADERS = Object.freeze({
	"Content-Security-Policy": POLICY,
	"Cross-Origin-Opener-Policy": "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Cache-Control": "no-store",
	"Referrer-Policy": "no-referrer",
	"X-Content-Type-Options": "nosniff",
	"X-Frame-Options": "DENY",
});

/** Sets the headers of every answer. */
export function protect(response) {
	for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
}
