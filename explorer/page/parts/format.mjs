// Numbers, sizes and times as people read them.

const whole = new Intl.NumberFormat("en-US");
const short = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** 12,345 */
export const count = (number) => whole.format(number);

/** 12,345, and 1.2M from a million on. */
export const compact = (number) => (number < 1_000_000 ? whole.format(number) : short.format(number));

/** "1 item", "2,000 items" */
export const plural = (number, thing) => `${count(number)} ${thing}${number === 1 ? "" : "s"}`;

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** 1.5 kB, with the units of 1,000 that disks and DynamoDB's prices have. */
export function size(bytes) {
	let [amount, unit] = [bytes, 0];
	for (; amount >= 999.5 && unit < UNITS.length - 1; unit++) amount /= 1000;
	return `${unit === 0 || amount >= 99.95 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[unit]}`;
}

const SPANS = [
	["d", 86_400],
	["h", 3_600],
	["min", 60],
	["s", 1],
];

/** A span of seconds in the two units that matter: "2 d 4 h", "41 s". */
export function span(seconds) {
	let rest = Math.max(0, Math.round(seconds));
	const parts = [];
	for (const [unit, length] of SPANS) {
		if (rest >= length || (unit === "s" && parts.length === 0)) parts.push(`${Math.floor(rest / length)} ${unit}`);
		rest %= length;
		if (parts.length === 2) break;
	}
	return parts.join(" ");
}

/** A date of epoch seconds in local time, as people sort it: 2026-01-31 12:00:05. */
export function moment(seconds) {
	const date = new Date(seconds * 1000);
	const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
	return local.toISOString().slice(0, 19).replace("T", " ");
}
