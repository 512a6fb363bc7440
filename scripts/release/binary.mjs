// What a binary says about the platform that it was built for.

/** The oldest GNU C library of a system on which Node.js 20 runs. */
const GLIBC = "2.28";

const MACHINES = {
	linux: { x64: 0x3e, arm64: 0xb7 },
	darwin: { x64: 0x01000007, arm64: 0x0100000c },
	win32: { x64: 0x8664, arm64: 0xaa64 },
};

/** Where each system's format has its mark and the number of the machine. */
const FORMATS = {
	linux: { mark: Buffer.from("\x7fELF"), machine: (file) => file.readUInt16LE(18) },
	darwin: { mark: Buffer.from([0xcf, 0xfa, 0xed, 0xfe]), machine: (file) => file.readUInt32LE(4) },
	win32: { mark: Buffer.from("MZ"), machine: (file) => file.readUInt16LE(file.readUInt32LE(60) + 4) },
};

/** One sentence if the binary was built for another platform, none otherwise. */
export function binaryFault({ os, cpu, libc, binary }, file) {
	const { mark, machine } = FORMATS[os];
	const isRight =
		file.length > 64 &&
		file.subarray(0, mark.length).equals(mark) &&
		machine(file) === MACHINES[os][cpu] &&
		(libc === undefined || libc === (glibcOf(file) === undefined ? "musl" : "glibc"));
	return isRight ? [] : [`${binary} was not built for ${[os, cpu, libc].filter(Boolean).join("-")}.`];
}

/** One sentence if the binary needs a newer system than Node.js does, none otherwise. */
export function needsNewerSystem({ libc, binary }, file) {
	const needed = libc === "glibc" ? glibcOf(file) : undefined;
	if (needed === undefined || compare(needed, GLIBC) <= 0) return [];
	return [`${binary} needs the GNU C library ${needed}. Build it on a system with ${GLIBC}, as the workflow does.`];
}

/** The newest version of the GNU C library that a binary asks for. */
function glibcOf(file) {
	const found = file.toString("latin1").matchAll(/GLIBC_(\d+\.\d+)/g);
	return [...found]
		.map(([, version]) => version)
		.sort(compare)
		.at(-1);
}

function compare(one, other) {
	const [[a, b], [c, d]] = [one, other].map((version) => version.split(".").map(Number));
	return a - c || b - d;
}
