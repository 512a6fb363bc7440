"use strict";

// Passes the certificate authorities of Node.js to the native part, because slim images have no others. A store in a
// folder needs none, so they are loaded when the first table is opened.

const fs = require("node:fs");
const { trustAuthorities } = require("./native");

let trusted = false;

/** Passes the authorities on, once, if a configuration means a table. */
function trustRootsFor({ url, tables }) {
	if (trusted || !/^\s*dynamodb:/i.test(url ?? (tables === undefined ? "" : "dynamodb:"))) return;
	trusted = true;
	trustAuthorities(authorities().join("\n"));
}

function authorities() {
	const tls = require("node:tls");
	// Node 22.15 and later; includes those of NODE_EXTRA_CA_CERTS.
	if (tls.getCACertificates !== undefined) return tls.getCACertificates("default");
	return [...tls.rootCertificates, ...extraAuthorities()];
}

function extraAuthorities() {
	const file = process.env.NODE_EXTRA_CA_CERTS;
	if (!file) return [];
	try {
		return [fs.readFileSync(file, "utf8")];
	} catch {
		// Node.js warned of it at its start.
		return [];
	}
}

module.exports = { trustRootsFor };
