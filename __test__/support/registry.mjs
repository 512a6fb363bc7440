// Packs what a release publishes into the folder of the first argument and serves it as an npm registry on a free port.
// Prints one line: `{ url, tarballs: { main, platform }, platform }`. The packages of other platforms contain the
// binary of this one: which of them are installed shows, but they do not work.

import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { here, platforms } from "../../scripts/platforms.mjs";
import { pack, stageMain, stagePlatform } from "../../scripts/release/stage.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [, , folder] = process.argv;
const staged = (name) => path.join(folder, "staged", name);

await stageMain(staged("ampt-data"));
stagePlatform(here, staged(here.package), { binaries: root });
const packages = [staged("ampt-data"), staged(here.package)].map((from) => ({
	manifest: JSON.parse(fs.readFileSync(path.join(from, "package.json"), "utf8")),
	dist: pack(from, folder),
}));
const [main, platform] = packages;
for (const { package: name, os, cpu, libc } of platforms.filter((other) => other !== here)) {
	const selection = { os: [os], cpu: [cpu], libc: libc && [libc] };
	packages.push({ ...platform, manifest: { ...platform.manifest, ...selection, name } });
}

const server = http.createServer((request, response) => {
	const name = decodeURIComponent(request.url.slice(1));
	const found = packages.find(({ manifest, dist }) => name === manifest.name || name === dist.filename);
	if (found === undefined) response.writeHead(404).end("{}");
	else if (name === found.dist.filename) fs.createReadStream(path.join(folder, name)).pipe(response);
	else response.setHeader("content-type", "application/json").end(JSON.stringify(description(found)));
});

/** What a registry says about a package. */
function description({ manifest, dist: { filename, shasum, integrity } }) {
	const { name, version } = manifest;
	const dist = { tarball: `${url()}/${filename}`, shasum, integrity };
	const versions = { [version]: { ...manifest, _id: `${name}@${version}`, dist } };
	const time = { created: "2026-01-01T00:00:00.000Z", [version]: "2026-01-01T00:00:00.000Z" };
	return { _id: name, name, "dist-tags": { latest: version }, versions, time };
}

function url() {
	return `http://127.0.0.1:${server.address().port}`;
}

server.listen(0, "127.0.0.1", () => {
	const tarballs = {
		main: path.join(folder, main.dist.filename),
		platform: path.join(folder, platform.dist.filename),
	};
	console.log(JSON.stringify({ url: url(), tarballs, platform: here.package }));
});
// The test that started this program may end without a chance to stop it.
process.stdin.on("end", () => process.exit()).resume();
