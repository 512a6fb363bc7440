// Opens the stores to compare. Most of the others are native packages, which may have no build for this machine.

import { versionOf } from "../machine.mjs";

const OURS = ["ampt-data", "synced-writes"];
const OTHERS = {
	lmdb: "lmdb",
	"better-sqlite3": "better-sqlite3",
	"classic-level": "classic-level",
	"@deno/kv": "deno-kv",
	keyv: "keyv",
};

/** Opens every store that can be loaded, below a folder. `missing` names the others, with the reason. */
export async function openPeers(folder) {
	const peers = [];
	const missing = [];
	const open = async (file) => {
		const peer = await import(`./${file}.mjs`);
		peers.push({ ...peer, store: await peer.open(folder) });
	};
	for (const file of OURS) await open(file);
	for (const [name, file] of Object.entries(OTHERS)) {
		await open(file).catch((error) => missing.push({ name, reason: error.message.split("\n")[0] }));
	}
	const versions = Object.fromEntries(peers.flatMap(({ packages = [] }) => packages.map((id) => [id, versionOf(id)])));
	const notes = Object.fromEntries(peers.flatMap(({ name, note }) => (note ? [[name, note]] : [])));
	return { peers, missing, versions, notes };
}
