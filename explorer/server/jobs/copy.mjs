// Jobs that copy the store, or what a query selects, to another store. Nothing is removed there unless it shall become a
// mirror.

import { copyItems } from "../../../transfer/pass.mjs";
import { Shares } from "../../../transfer/shares.mjs";
import { removeSurplus } from "../../../transfer/surplus.mjs";
import { checksumOf, compareKeys } from "../../../transfer/verify.mjs";
import { badRequest, Refusal } from "../refusal.mjs";
import { findDifference, MODES } from "./difference.mjs";
import { selectedBy } from "./selected.mjs";
import { isEmpty, targetOf } from "./target.mjs";

/** Shares of a table that are read at the same time. An embedded store is read in one, and so is a query. */
const SHARES = 4;
const AT_ONCE = {
	async *pieces(rows) {
		if (rows.length > 0) yield rows;
	},
};

/** The task of a job of kind `copy`. */
export function copyTask({ data, place, url }, { to, mode, keys, query, dryRun }) {
	if (!MODES.includes(mode)) throw badRequest(`'mode' must be one of ${MODES.join(", ")}.`);
	const isPart = keys !== undefined || query !== undefined;
	if (isPart && mode === "mirror") {
		throw badRequest("A mirror is one of the whole store: it would lack all that a part leaves out.");
	}
	const target = targetOf({ place, url }, to);
	const selected = selectedBy(isPart ? { keys, query } : { query: {} });
	const source = isPart ? selected.asSource(data) : data;
	const isTable = place.kind === "dynamodb";
	return async (job) => {
		job.result = { to: target.place };
		// Counting a table costs what reading it costs.
		job.total = selected.known ?? (isTable ? undefined : await selected.count(data));
		if (dryRun) {
			const compare = (there) => findDifference({ source, target: there, mode, hasSurplus: !isPart }, job);
			await target.read(compare, job.abandoned);
		} else {
			const shares = isTable && !isPart ? SHARES : 1;
			const write = (there) => copy({ source, target: there, mode, shares, isPart, at: target }, job);
			await target.write(write, job.abandoned);
		}
	};
}

async function copy({ source, target, mode, shares, isPart, at }, job) {
	const { signal, result } = job;
	const wasEmpty = await isEmpty(target);
	const state = new Shares();
	// Where the target may have an item already, it is looked at before anything is written.
	const known = wasEmpty ? 0 : Number.POSITIVE_INFINITY;
	state.divide(shares, Array(shares).fill(known));
	const policy = mode === "mirror" ? "always" : mode;
	const onProgress = () => {
		job.done = state.total("read");
		for (const name of ["read", "written", "unchanged", "skipped"]) result[name] = state.total(name);
	};
	Object.assign(result, { removed: 0, unreadable: 0 });
	onProgress();
	const unreadable = await copyItems({
		source,
		target,
		state,
		throttle: AT_ONCE,
		policy,
		isConsistent: false,
		signal,
		onProgress,
	});
	result.unreadable = unreadable.length;
	if (mode === "mirror" && !signal.aborted) result.removed = await removeSurplus(source, target, { signal });
	if (signal.aborted) return;
	const isEqual = (wasEmpty || mode === "mirror") && !isPart;
	const whole = isEqual ? await compareWhole(state, target, at, signal) : undefined;
	const verified = whole ?? (await compareEach());
	if (signal.aborted) return;
	result.verified = verified;
	if (verified.lacking > 0) throw differ(verified, mode);
	// Each item of the source is there, and something else is, too.
	if (mode === "mirror" && whole === undefined) throw unequal();

	async function compareEach() {
		const { compared, lacking } = await compareKeys(source, target, { policy, signal, onProgress: () => {} });
		return { items: compared, lacking: lacking.length, ...(lacking.length > 0 && { first: lacking[0] }) };
	}
}

/** What both stores have, if that is the same. */
async function compareWhole(state, target, { isTable }, signal) {
	const found = await checksumOf(target, {
		started: state.started,
		shares: isTable ? SHARES : 1,
		isConsistent: isTable,
		signal,
		onProgress: () => {},
	});
	const expected = state.checksum;
	return found.equals(expected) ? { items: expected.rows, checksum: String(expected), lacking: 0 } : undefined;
}

function differ({ lacking, first }, mode) {
	const what = lacking === 1 ? `'${first}'` : `${lacking.toLocaleString("en-US")} items, the first '${first}'`;
	const next =
		mode === "newer" ? `${AGAIN} 'Newer' leaves items with the same version: take 'always' for those.` : AGAIN;
	return new Refusal(
		409,
		"NOT_EQUAL",
		`The target lacks ${what}, or has an earlier version, or other content under the same version. ${next}`,
	);
}

const unequal = () =>
	new Refusal(409, "NOT_EQUAL", `The stores differ: the checksum of the target is another one. ${AGAIN}`);

const AGAIN = "If nobody wrote to the stores meanwhile, copy again.";
