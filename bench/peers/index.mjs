// Starts the stores to compare. Most of the others are native packages, which may have no build for this machine.

import { versionOf } from "../machine.mjs";
import { startProcess } from "../process.mjs";

const OURS = ["ampt-data", "synced-writes"];
const OTHERS = {
	lmdb: "lmdb",
	"lmdb, structures": "lmdb-structures",
	"better-sqlite3": "better-sqlite3",
	"classic-level": "classic-level",
	"@deno/kv": "deno-kv",
	keyv: "keyv",
};

/** Starts a process for every store that can be loaded, below a folder. `missing` names the others, with the reason. */
export async function startPeers(folder) {
	const peers = [];
	const missing = [];
	const start = async (file) => {
		const child = startProcess("children/store.mjs", file, folder);
		try {
			peers.push({ ...(await child.ask("open")), child });
		} catch (error) {
			await child.end();
			throw error;
		}
	};
	for (const file of OURS) await start(file);
	for (const [name, file] of Object.entries(OTHERS)) {
		await start(file).catch((error) => missing.push({ name, reason: error.message.split("\n")[0] }));
	}
	const versions = Object.fromEntries(peers.flatMap(({ packages }) => packages.map((id) => [id, versionOf(id)])));
	const notes = Object.fromEntries(peers.flatMap(({ name, note }) => (note ? [[name, note]] : [])));
	return { peers, missing, versions, notes };
}
