// Makes a screenshot small: a picture of a page has few colours, which a palette of 256 holds well. No eye finds the
// difference, and the repository keeps a third of the bytes.

import { constants, crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
const COLOURS = 256;

/** A PNG of eight bits a channel, without interlacing, with a palette instead. */
export function smaller(png) {
	const { width, height, pixels } = decode(png);
	const palette = frequent(pixels);
	const nearest = new Map(palette.map((colour, index) => [colour, index]));
	const lines = Buffer.alloc((width + 1) * height);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const colour = pixels[y * width + x];
			let index = nearest.get(colour);
			if (index === undefined) {
				index = nearestOf(palette, colour);
				nearest.set(colour, index);
			}
			// The first byte of a line is its filter, which is none: neighbours in a palette have nothing in common.
			lines[y * (width + 1) + 1 + x] = index;
		}
	}
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, 3], 8);
	return Buffer.concat([
		SIGNATURE,
		chunk("IHDR", header),
		chunk("PLTE", Buffer.from(palette.flatMap(partsOf))),
		chunk("IDAT", deflateSync(lines, { level: constants.Z_BEST_COMPRESSION, memLevel: 9 })),
		chunk("IEND", Buffer.alloc(0)),
	]);
}

const partsOf = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];

/** The colours that occur most. Those that are almost the same as one of them make room for others. */
function frequent(pixels) {
	const counts = new Map();
	for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
	const byCount = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
	for (let least = 0; ; least += 6) {
		const palette = [];
		for (const colour of byCount) {
			if (palette.length > COLOURS) break;
			if (!palette.some((other) => distance(other, colour) < least)) palette.push(colour);
		}
		if (palette.length <= COLOURS) return palette;
	}
}

function distance(a, b) {
	const [red, green, blue] = [(a >> 16) - (b >> 16), ((a >> 8) & 255) - ((b >> 8) & 255), (a & 255) - (b & 255)];
	return red * red + green * green + blue * blue;
}

function nearestOf(palette, colour) {
	let best = 0;
	for (let index = 1; index < palette.length; index++) {
		if (distance(palette[index], colour) < distance(palette[best], colour)) best = index;
	}
	return best;
}

function chunk(type, data) {
	const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
	const frame = Buffer.alloc(8);
	frame.writeUInt32BE(data.length, 0);
	frame.writeUInt32BE(crc32(body), 4);
	return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** The pixels of a PNG, one number each: red, green, blue. */
function decode(png) {
	const parts = [];
	let header;
	for (let at = SIGNATURE.length; at < png.length; ) {
		const length = png.readUInt32BE(at);
		const type = png.toString("latin1", at + 4, at + 8);
		const data = png.subarray(at + 8, at + 8 + length);
		if (type === "IHDR") header = data;
		if (type === "IDAT") parts.push(data);
		at += length + 12;
	}
	const [width, height, size] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9] === 6 ? 4 : 3];
	const bytes = inflateSync(Buffer.concat(parts));
	const line = width * size;
	let above = Buffer.alloc(line);
	const pixels = new Uint32Array(width * height);
	for (let y = 0; y < height; y++) {
		const filter = bytes[y * (line + 1)];
		const row = bytes.subarray(y * (line + 1) + 1, (y + 1) * (line + 1));
		for (let i = 0; i < line; i++) {
			const left = i >= size ? row[i - size] : 0;
			const corner = i >= size ? above[i - size] : 0;
			row[i] += [0, left, above[i], (left + above[i]) >> 1, paeth(left, above[i], corner)][filter];
		}
		for (let x = 0; x < width; x++) {
			pixels[y * width + x] = (row[x * size] << 16) | (row[x * size + 1] << 8) | row[x * size + 2];
		}
		above = row;
	}
	return { width, height, pixels };
}

/** The neighbour that a pixel is predicted from, as PNG defines it. */
function paeth(left, up, corner) {
	const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
	return a <= b && a <= c ? left : b <= c ? up : corner;
}
