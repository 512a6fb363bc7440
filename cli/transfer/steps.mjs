// The steps of a copy, with what each tells people.

import { keyOf } from "../../formats/rows.mjs";
import { isNewer, versionsOf } from "../../transfer/lookups.mjs";
import { copyItems } from "../../transfer/pass.mjs";
import { countSurplus, removeSurplus } from "../../transfer/surplus.mjs";
import { checksumOf, compareKeys } from "../../transfer/verify.mjs";
import { isExpired, whole } from "../../transfer/whole.mjs";
import { agree } from "../ask.mjs";
import { Failure } from "../failure.mjs";
import { onInterrupt } from "../interrupt.mjs";
import { note } from "../output.mjs";
import { progress } from "../progress.mjs";
import { count, leftAlone, plural } from "../text.mjs";

/** Shares of a table that are read at the same time. An embedded store is read in one. */
const SHARES = 4;
/** Milliseconds between two lines about a copy that follows. */
const REPORT = 5000;

const sharesOf = (isRemote) => (isRemote ? SHARES : 1);

/** Shows progress while a step runs. */
async function shown(label, step) {
	const bar = await progress(label);
	try {
		return await step((done, total) => bar.update(done, total));
	} finally {
		bar.stop();
	}
}

/** Copies all items. A copy that follows again writes only what is newer: the target may have changes of its own. */
export async function copyAll(copy, { isFollowing = false }) {
	const { state, remote, source } = copy;
	const isAgain = state.isFollowing || (state.isResumed && isFollowing);
	state.divide(sharesOf(remote.source));
	const begun = performance.now();
	// It costs a table what a copy costs, and a small share of that elsewhere, but nobody sees it in a pipe.
	const total = remote.source || !process.stderr.isTTY ? undefined : await source.count();
	const unreadable = await shown("copying", (update) => {
		const onProgress = () => update(state.total("read"), total);
		return copyItems({ ...copy, policy: isAgain ? "newer" : copy.policy, onProgress });
	});
	const seconds = (performance.now() - begun) / 1000;
	const speed = `in ${seconds.toFixed(1)} s, ${count(Math.round(state.total("read") / seconds))}/s`;
	const skipped = state.total("skipped");
	const unchanged = state.total("unchanged");
	const left =
		(unchanged > 0 ? `, ${plural(unchanged, "item")} there already` : "") +
		(skipped > 0 ? `, ${leftAlone(skipped)}` : "");
	note(`${plural(state.total("written"), "item")} copied${seconds < 1 ? "" : ` ${speed}`}${left}.`);
	if (copy.signal.aborted) return;
	state.isWhole = true;
	state.save();
	if (unreadable.length > 0) {
		throw new Failure(
			`${plural(unreadable.length, "row")} of the source cannot be read, and ${unreadable.length === 1 ? "is" : "are"} not ` +
				`copied. The first: ${unreadable[0].message}`,
		);
	}
}

/** Removes from the target what the source lacks, if the user agrees. */
export async function deleteSurplus(copy, { yes }) {
	const { source, target, signal } = copy;
	const surplus = await shown("looking for what to remove", () => countSurplus(source, target, { signal }));
	if (surplus === 0 || signal.aborted) return;
	await agree(`Remove ${plural(surplus, "item")} from the target, which the source does not have?`, { yes });
	const removed = await shown("removing", () => removeSurplus(source, target, { signal }));
	note(`${plural(removed, "item")} removed from the target.`);
}

/**
 * Compares both stores: as wholes if they must be equal, else each item of the source with that of the target. Items that
 * `--if` has left as they are may differ.
 */
export async function compare(copy, { isEqual, isDeleting }) {
	const isOver = isEqual && (await compareWhole(copy, { isDeleting }));
	if (!isOver) await compareEach(copy);
}

/** Returns whether there is nothing more to compare. */
async function compareWhole({ target, state, remote, signal }, { isDeleting }) {
	const expected = state.checksum;
	const found = await shown("comparing", (update) =>
		checksumOf(target, {
			started: state.started,
			shares: sharesOf(remote.target),
			isConsistent: remote.target,
			signal,
			onProgress: (rows) => update(rows, expected.rows),
		}),
	);
	if (signal.aborted) return true;
	const expiring = state.total("expiring");
	const left =
		expiring > 0 ? ` Not compared, because they expire within a week: ${plural(expiring, "item")} of the source.` : "";
	if (found.equals(expected)) {
		note(`Verified: both stores have ${plural(expected.rows, "item")}, checksum ${expected}.${left}`);
		return true;
	}
	if (state.total("skipped") > 0) return false;
	throw new Failure(
		`The stores differ: the source has ${plural(expected.rows, "item")} with the checksum ${expected}, the target ` +
			`${plural(found.rows, "item")} with ${found}. ${isDeleting ? "" : "'--delete' removes what the source does not have. "}` +
			"If nobody wrote to the stores meanwhile, copy again with '--restart'.",
	);
}

async function compareEach({ source, target, policy, signal }) {
	const { compared, lacking } = await shown("comparing", (update) =>
		compareKeys(source, target, { policy, signal, onProgress: update }),
	);
	if (signal.aborted) return;
	if (lacking.length === 0) {
		const which =
			policy === "missing"
				? ". Their contents are not compared: '--if missing' keeps what is there."
				: ", or later versions.";
		note(
			`Verified: the target has ${compared === 1 ? "the 1 item" : `all ${plural(compared, "item")}`} of the source${which}`,
		);
		return;
	}
	throw new Failure(
		`The target lacks ${plural(lacking.length, "item")} of the source, has earlier versions, or has other content under ` +
			`the same version. The first: '${lacking[0]}'. If nobody wrote to the stores meanwhile, copy again with '--restart'` +
			`${policy === "newer" ? ", and without '--if newer', which leaves items with the same version" : ""}.`,
	);
}

/** Copies changes until the user interrupts. */
export async function followChanges({ state }, follower) {
	state.isFollowing = true;
	state.save();
	note("Following the changes of the source. Ctrl-C ends this; the same command goes on.");
	let reported = 0;
	await follower.run(() => {
		const { copied, behind } = follower;
		onInterrupt(
			`${plural(copied, "change")} copied. Go on with the same command: it looks for what has changed since.`,
		);
		if (Date.now() - reported < REPORT) return;
		reported = Date.now();
		note(`${plural(copied, "change")} copied; ${(behind / 1000).toFixed(1)} s behind the source`);
	});
}

/** Says what a copy would do. */
export async function countAll({ source, target, policy, signal }, { isDeleting }) {
	const counted = { written: 0, skipped: 0 };
	await shown("counting", async (update) => {
		for await (const { items } of source.export({ raw: true }).pages()) {
			if (signal.aborted) return;
			const rows = items.filter((row) => !isExpired(row, Date.now())).map(whole);
			const found = policy === "always" ? new Map() : await versionsOf(target, rows);
			for (const row of rows) {
				const version = found.get(keyOf(row));
				const isWritten = version === undefined || (policy === "newer" && isNewer(row.md.N, version));
				counted[isWritten ? "written" : "skipped"]++;
			}
			update(counted.written + counted.skipped);
		}
	});
	const removed = isDeleting ? await countSurplus(source, target, { signal }) : 0;
	note(
		`${plural(counted.written, "item")} would be copied` +
			`${counted.skipped > 0 ? `, ${leftAlone(counted.skipped)}` : ""}` +
			`${isDeleting ? `, ${plural(removed, "item")} removed from the target` : ""}. Nothing was written.`,
	);
}
