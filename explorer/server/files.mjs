// The files of the bundled page. They are few and small, so they stay in memory, and only what is in that list is served.

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { Refusal } from "./refusal.mjs";
import { notAllowed } from "./router.mjs";

const TYPES = Object.freeze({
	".html": "text/html; charset=utf-8",
	".js": "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8",
});

/** Answers requests for the files of a folder. `index.html` is at "/". */
export function createFiles(folder) {
	let files;
	return function serve(request, response, name) {
		files ??= readAll(folder);
		const file = files.get(name);
		if (file === undefined) throw new Refusal(404, "NOT_FOUND", "The explorer has nothing at this address.");
		if (request.method !== "GET" && request.method !== "HEAD") throw notAllowed(request.method, ["GET", "HEAD"]);
		// The names of the files do not change with what is in them, so a browser has to ask.
		response.setHeader("Cache-Control", "no-cache").setHeader("ETag", file.tag);
		if (request.headers["if-none-match"] === file.tag) return response.writeHead(304).end();
		const takesBrotli = /\bbr\b/.test(request.headers["accept-encoding"] ?? "");
		if (file.packed !== undefined) response.setHeader("Vary", "Accept-Encoding");
		if (file.packed !== undefined && takesBrotli) response.setHeader("Content-Encoding", "br");
		const bytes = takesBrotli ? (file.packed ?? file.bytes) : (file.bytes ?? brotliDecompressSync(file.packed));
		response.writeHead(200, { "Content-Type": file.type, "Content-Length": bytes.length });
		return response.end(request.method === "HEAD" ? undefined : bytes);
	};
}

function readAll(folder) {
	const files = new Map();
	for (const entry of fs.readdirSync(folder)) {
		// The large ones are compressed when the package is built.
		const isPacked = entry.endsWith(".br");
		const name = isPacked ? entry.slice(0, -3) : entry;
		const type = TYPES[path.extname(name)];
		if (type === undefined) continue;
		const bytes = fs.readFileSync(path.join(folder, entry));
		const tag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
		files.set(name === "index.html" ? "/" : `/${name}`, { type, tag, [isPacked ? "packed" : "bytes"]: bytes });
	}
	return files;
}
