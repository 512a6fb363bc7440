// The name of a store's page, NAME in `http://NAME.localhost:PORT`. Browsers keep cookies by host and storage by host and port,
// so a name that nobody can guess has what no other program of this machine gets, or has left there before. It is kept, with
// the ports that the page had, so that the page remembers things.

import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import envPaths from "env-paths";

const BYTES = 12;
const NAME = /^[0-9a-f]{24}$/;
/** Several pages of one store may run at once, each at its own port. */
const MOST_PORTS = 8;

/** The name of a page, and the ports at which it was before. */
export class PageName {
	#file;
	/** The whole host name. */
	host;
	/** @type {number[]} */
	ports;

	/** @param {string} store what tells the store from others */
	constructor(store, folder = path.join(envPaths("ampt-data", { suffix: "" }).data, "explorer")) {
		this.#file = path.join(folder, `${createHash("sha256").update(store).digest("hex").slice(0, 16)}.json`);
		const { name, ports } = read(this.#file) ?? { name: randomBytes(BYTES).toString("hex"), ports: [] };
		this.host = `${name}.localhost`;
		this.ports = ports;
	}

	/** Notes the port of this page. What cannot be kept is forgotten: then the next page has another name. */
	keep(port) {
		if (this.ports.includes(port)) return;
		this.ports = [...this.ports, port].slice(-MOST_PORTS);
		const text = JSON.stringify({ name: this.host.split(".")[0], ports: this.ports });
		try {
			makePrivate(path.dirname(this.#file));
			writeWhole(this.#file, text);
		} catch {
			// It has a name all the same.
		}
	}
}

function makePrivate(folder) {
	fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
	if (!isPrivate(fs.lstatSync(folder))) fs.chmodSync(folder, 0o700);
}

/** Writes a file so that others see the old one or the new one. */
function writeWhole(file, text) {
	const partial = `${file}.${randomBytes(6).toString("hex")}.partial`;
	fs.writeFileSync(partial, text, { mode: 0o600, flag: "wx" });
	try {
		fs.renameSync(partial, file);
	} catch (error) {
		fs.rmSync(partial, { force: true });
		throw error;
	}
}

/** What a file tells, if only this user can have read and written it. */
function read(file) {
	try {
		if (![path.dirname(file), file].every((place) => isPrivate(fs.lstatSync(place)))) return undefined;
		const { name, ports } = JSON.parse(fs.readFileSync(file, "utf8"));
		const areRight = Array.isArray(ports) && ports.every((port) => Number.isInteger(port) && port > 0 && port < 65_536);
		return NAME.test(name) && areRight ? { name, ports } : undefined;
	} catch {
		return undefined;
	}
}

/** Windows has no such modes: there, the folders of a user are the user's own. */
const isPrivate = ({ mode, uid }) => process.platform === "win32" || ((mode & 0o077) === 0 && uid === process.getuid());
