// When items shall expire, as people type it.

import { span } from "../parts/format.mjs";

const UNITS = { m: 60, h: 3600, d: 86_400, w: 604_800 };
/** The store takes no later moment. */
const LAST_MS = Date.UTC(3000, 0, 1);
const DATE = /^\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?$/;

/**
 * The epoch seconds of a span from now such as `90m`, `12h`, `7d` or `2w`, or of a date such as `2026-12-31` or
 * `2026-12-31 18:00` in local time: `{ seconds }`, or `{ error }` as a sentence.
 */
export function expiryOf(text, now) {
	const milliseconds = momentOf(text.trim(), now);
	if (Number.isNaN(milliseconds))
		return { error: "Write a span such as 12h, 7d or 2w, or a date such as 2026-12-31 18:00." };
	if (milliseconds <= now) return { error: "This is in the past. To make the items go now, delete them." };
	if (milliseconds > LAST_MS) return { error: "Items expire in the year 3000 at the latest, or never." };
	return { seconds: Math.ceil(milliseconds / 1000) };
}

/** How far epoch seconds are from now, in words. Over an hour, nobody counts seconds. */
export function spanTo(seconds, now) {
	const rest = seconds - now / 1000;
	return span(rest > 3600 ? Math.round(rest / 60) * 60 : rest);
}

function momentOf(text, now) {
	const [, amount, unit] = /^(\d{1,6})\s*([mhdw])$/i.exec(text) ?? [];
	if (amount !== undefined) return now + Number(amount) * UNITS[unit.toLowerCase()] * 1000;
	if (!DATE.test(text)) return Number.NaN;
	const [day, time = "00:00"] = text.split(/[ T]/);
	const date = new Date(`${day}T${time}`);
	// The 31st of February would become one of March.
	return date.getDate() === Number(day.slice(8)) ? date.getTime() : Number.NaN;
}
