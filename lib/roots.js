"use strict";

// The certificate authorities that Node.js trusts, for the native part: slim images have no others. A store in a
// folder needs none, so nothing is loaded before the first table is opened.

const fs = require("node:fs");
const { NativeStore } = require("./native");

let trusted = false;

/** Hands the authorities over if a configuration means a table, and nobody did before. */
function trustRootsFor({ url, tables }) {
	if (trusted || !/^\s*dynamodb:/i.test(url ?? (tables === undefined ? "" : "dynamodb:"))) return;
	trusted = true;
	NativeStore.trust(authorities().join("\n"));
}

function authorities() {
	const tls = require("node:tls");
	// From Node 22.15 on, with those of NODE_EXTRA_CA_CERTS.
	if (tls.getCACertificates !== undefined) return tls.getCACertificates("default");
	return [...tls.rootCertificates, ...extraAuthorities()];
}

function extraAuthorities() {
	const file = process.env.NODE_EXTRA_CA_CERTS;
	if (!file) return [];
	try {
		return [fs.readFileSync(file, "utf8")];
	} catch {
		// Node.js has warned of it when it started.
		return [];
	}
}

module.exports = { trustRootsFor };
