// The size of a row, as DynamoDB counts it, nearly: what a write of it costs.

/** DynamoDB counts a write in steps of 1 KB. */
const WRITE_UNIT = 1024;

/** The bytes of a row. */
export function sizeOf(row) {
	let bytes = 0;
	for (const column in row) bytes += Buffer.byteLength(column) + sizeOfAttribute(row[column]);
	return bytes;
}

/** The write capacity units that a row costs. */
export const writeUnitsOf = (row) => Math.max(1, Math.ceil(sizeOf(row) / WRITE_UNIT));

function sizeOfAttribute(attribute) {
	for (const kind in attribute) {
		const content = attribute[kind];
		switch (kind) {
			case "S":
				return Buffer.byteLength(content);
			case "N":
				return sizeOfNumber(content);
			case "B":
				return sizeOfBytes(content);
			case "SS":
				return sum(content, Buffer.byteLength);
			case "NS":
				return sum(content, sizeOfNumber);
			case "BS":
				return sum(content, sizeOfBytes);
			case "L":
				return 3 + sum(content, (element) => 1 + sizeOfAttribute(element));
			case "M":
				return (
					3 + sum(Object.entries(content), ([name, value]) => 1 + Buffer.byteLength(name) + sizeOfAttribute(value))
				);
		}
	}
	return 1;
}

const sizeOfNumber = (digits) => 1 + Math.ceil(digits.length / 2);
const sizeOfBytes = (base64) => Math.floor((base64.length * 3) / 4);

function sum(list, sizeOfOne) {
	let bytes = 0;
	for (const element of list) bytes += sizeOfOne(element);
	return bytes;
}
