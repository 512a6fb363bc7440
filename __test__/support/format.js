"use strict";

// Reads the bytes of items as docs/format.md describes them, without this package.

/** The item in an entry of the table `items`, as `export()` yields it. */
function readItem(key, bytes) {
	const [flags, mask] = bytes;
	const [pk, sk] = splitKey(key);
	const item = { key: flags & 4 ? pk : `${pk}:${sk}`, created: date(bytes, 2), modified: date(bytes, 10) };
	let at = 18;
	if (flags & 2) {
		item.ttl = date(bytes, at);
		at += 8;
	}
	item.version = String(bytes.readBigInt64LE(10));
	if (flags & (16 | 32)) {
		const [size, digits] = flags & 16 ? [9, 21] : [16, 38];
		const fraction = Buffer.from(bytes.subarray(at, at + size))
			.reverse()
			.toString("hex");
		item.version += `.${String(BigInt(`0x${fraction}`))
			.padStart(digits, "0")
			.replace(/0+$/, "")}`;
		at += size;
	}
	if (flags & 8) {
		item.isIntact = bytes.readUInt32LE(at) === crc32([bytes.subarray(0, at), bytes.subarray(at + 4)]);
		at += 4;
	}
	const string = () => {
		const end = at + 2 + bytes.readUInt16LE(at);
		const text = bytes.toString("utf8", at + 2, end);
		at = end;
		return text;
	};
	for (let number = 1; number <= 5; number++) {
		if (mask & (1 << number)) item[`label${number}`] = [string(), string()].filter((part) => part !== "").join(":");
	}
	item.isObject = (flags & 1) !== 0;
	item.value = readValue(bytes.toString("utf8", at));
	return item;
}

function date(bytes, at) {
	return new Date(Number(bytes.readBigInt64LE(at)) * 1000);
}

/** The two strings of an item key. */
function splitKey(key) {
	let end = 0;
	while (key[end] !== 0 || key[end + 1] === 0xff) end += key[end] === 0 ? 2 : 1;
	return [key.toString("latin1", 0, end).replaceAll("\0\xff", "\0"), key.toString("latin1", end + 1)].map((part) =>
		Buffer.from(part, "latin1").toString(),
	);
}

const KINDS = {
	"\0B": (text) => new Uint8Array(Buffer.from(text, "base64")),
	"\0N": BigInt,
	"\0SS": (members) => new Set(members),
	"\0NS": (members) => new Set(members.map(Number)),
	"\0BS": (members) => new Set(members.map(KINDS["\0B"])),
};

function readValue(text) {
	return JSON.parse(text, (_, value) => {
		if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
		const names = Object.keys(value);
		if (names.length === 1 && Object.hasOwn(KINDS, names[0])) return KINDS[names[0]](value[names[0]]);
		return Object.fromEntries(names.map((name) => [name.replace(/^\0/, ""), value[name]]));
	});
}

/** The CRC-32 of pieces, computed bit by bit, because Node 20.0 has no `zlib.crc32`. */
function crc32(pieces) {
	let crc = 0xffff_ffff;
	for (const byte of Buffer.concat(pieces)) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
	}
	return ~crc >>> 0;
}

/** The fingerprint after the first n of the handlers with these event names have succeeded. */
function fingerprint(handlers, n) {
	const mod = (number) => BigInt.asUintN(64, number);
	const hash = (seed, word) => {
		let h = 0xcbf2_9ce4_8422_2325n ^ seed;
		for (let byte = 0n; byte < 8n; byte++) h = mod((h ^ ((word >> (byte * 8n)) & 0xffn)) * 0x100_0000_01b3n);
		return h === 0n ? 1n : h;
	};
	const ofHandler = (names) => [...Buffer.from(names.join("\n"))].reduce((f, byte) => hash(f, BigInt(byte)), 0n);
	const all = handlers.reduce((a, names) => hash(a, ofHandler(names)), 0n);
	return hash(all, BigInt(n));
}

module.exports = { fingerprint, readItem };
