// The size of a row in bytes, as DynamoDB counts it: names and texts by their UTF-8 bytes, numbers about a byte for two
// digits, lists and maps three bytes and one more for each element.

const encoder = new TextEncoder();
const sizes = new WeakMap();

/** The size of a row. */
export function sizeOf(row) {
	let size = sizes.get(row);
	if (size === undefined) {
		size = mapSize(row);
		sizes.set(row, size);
	}
	return size;
}

const textSize = (text) => encoder.encode(text).length;

const mapSize = (map) => Object.entries(map).reduce((sum, [name, value]) => sum + textSize(name) + valueSize(value), 0);

function valueSize(value) {
	const [type] = Object.keys(value);
	const content = value[type];
	const sum = (elements, size) => elements.reduce((total, element) => total + size(element), 0);
	switch (type) {
		case "S":
			return textSize(content);
		case "N":
			return numberSize(content);
		case "B":
			return bytesSize(content);
		case "SS":
			return sum(content, textSize);
		case "NS":
			return sum(content, numberSize);
		case "BS":
			return sum(content, bytesSize);
		case "L":
			return 3 + content.length + sum(content, valueSize);
		case "M":
			return 3 + Object.keys(content).length + mapSize(content);
		default:
			return 1;
	}
}

const numberSize = (digits) => Math.ceil(digits.replace(/\D/g, "").length / 2) + 1 + (digits.startsWith("-") ? 1 : 0);

const bytesSize = (base64) => (base64.length / 4) * 3 - base64.match(/=*$/)[0].length;
