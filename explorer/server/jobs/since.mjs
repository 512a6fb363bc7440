// Whether an item was changed after a moment of this server, such as that of a preview. Versions begin with the second, and
// usually the millisecond, of the write.

import { versionOf } from "../../../formats/rows.mjs";

/** Whether a row was written after a moment in milliseconds, or could have been. */
export function isLater(row, moment) {
	const [second, fraction] = versionOf(row).split(".");
	// A whole second, which other programs write, does not tell what was before the moment from what was after it.
	if (fraction === undefined) return Number(second) >= Math.floor(moment / 1000);
	return Number(second) * 1000 + Number(fraction.padEnd(3, "0").slice(0, 3)) > moment;
}

/** Why a row is not to be touched by a job that knows it as it was at a moment; `undefined` if it may be. */
export function refusalSince(row, { since, isPreview }) {
	if (!isLater(row, since)) return undefined;
	const isFuture = isLater(row, Date.now() + AHEAD);
	if (isPreview) return isFuture ? FUTURE : CHANGED;
	// Nobody has seen the item, so the condition on the version that is read suffices where the clock tells nothing.
	return isFuture ? undefined : OVERTAKEN;
}

/** Milliseconds that clocks of two machines may be apart. */
const AHEAD = 60_000;

export const OVERTAKEN = "Somebody has changed it meanwhile, so it stays as it is.";
const CHANGED = "Somebody has changed it since the preview, so it stays as it is.";
const FUTURE =
	"Its version is later than the clock of this machine, so nobody knows whether it has changed since. Change it by itself.";
