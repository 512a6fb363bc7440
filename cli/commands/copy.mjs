import { Option } from "commander";
import { Follower } from "../../transfer/follow.mjs";
import { identityOf } from "../../transfer/identity.mjs";
import { refuseIdle } from "../arguments.mjs";
import { usage } from "../failure.mjs";
import { interrupted, onInterrupt, stopOnInterrupt } from "../interrupt.mjs";
import { detail, note } from "../output.mjs";
import { openStore, placeOf } from "../store.mjs";
import { plural, quoted } from "../text.mjs";
import { keepMemorySmall } from "../transfer/memory.mjs";
import { rate, Throttle } from "../transfer/rate.mjs";
import { CopyState, stateFile } from "../transfer/state.mjs";
import { compare, copyAll, countAll, deleteSurplus, followChanges } from "../transfer/steps.mjs";
import { importInput, inputOptions, POLICIES } from "./import.mjs";

export const examples = [
	["copy file:./.ampt/data dynamodb://my-table", "into a table"],
	["copy dynamodb://my-table file:./local --dry-run", "how many items there are"],
	["copy dynamodb://old dynamodb://new --rate 200wcu", "at 200 write units a second"],
	["copy file:./old file:./new --follow", "and each change until Ctrl-C"],
	["copy - dynamodb://my-table < backup.ndjson", "from standard input"],
];

const IDLE_WHEN_DRY = ["rate", "follow", "restart", "state", "verify", "yes"];

export function define(command) {
	inputOptions(
		command
			.argument("<from>", "the URL of a store, or '-' for items on standard input")
			.argument("<to>", "the URL of a store"),
	)
		.addOption(new Option("--if <when>", "write an item always, if it is missing, or if it is newer").choices(POLICIES))
		.option("--rate <rate>", "at most so many items a second (500), or write capacity units (200wcu)", rate)
		.option("--dry-run", "only say how many items would be written and removed")
		.option("--delete", "remove from the target what the source does not have; asks")
		.option("--follow", "go on with the changes of the source, until interrupted")
		.option("--restart", "begin anew, although a copy was interrupted")
		.option("--state <file>", "the file that remembers how far the copy is")
		.option("--no-verify", "do not compare both stores at the end")
		.option("-y, --yes", "do not ask");
}

export async function run(options, from, to) {
	if (options.url !== undefined) throw usage("'copy' names both stores: leave out '--url'.");
	if (to === "-") throw usage("To write to standard output, use 'ampt-data export'.");
	if (from === "-") return copyInput(options, to);
	refuseIdle(options, ["format", "raw"], "is for standard input: leave it out, or pass '-' as FROM");
	if (options.dryRun) refuseIdle(options, IDLE_WHEN_DRY, "has no effect with '--dry-run'");
	if (!options.delete) refuseIdle(options, ["yes"], "answers the question of '--delete'");
	if (options.follow && options.if === "missing") throw usage("'--follow' writes changes: '--if missing' would not.");
	const stores = { from: identityOf(from, placeOf(from)), to: identityOf(to, placeOf(to)) };
	if (stores.from === stores.to) throw usage("Both URLs name the same store.");
	keepMemorySmall();
	const signal = stopOnInterrupt();
	const source = await openStore({ url: from }, { watches: options.follow, label: "from" });
	const target = await openStore(
		{ url: to, write: options.write },
		{ changes: !options.dryRun, creates: true, label: "to" },
	);
	const shared = { source, target, signal, policy: options.if ?? "always", isConsistent: options.follow === true };
	const remote = { source: from.startsWith("dynamodb:"), target: to.startsWith("dynamodb:") };
	if (options.dryRun) return countAll(shared, { isDeleting: options.delete });
	await copyStores(shared, { options, stores, remote });
}

async function copyInput(options, to) {
	const ofStores = ["delete", "yes", "follow", "restart", "state", "verify"];
	refuseIdle(options, ofStores, "needs a store to copy from, not standard input");
	if (options.dryRun) refuseIdle(options, ["rate", "if"], "has no effect with '--dry-run'");
	await importInput(options, "-", { url: to, write: options.write, use: { label: "to" } });
}

async function copyStores(shared, { options, stores, remote }) {
	const { signal, target } = shared;
	const file = options.state ?? stateFile(stores.from, stores.to);
	const state = CopyState.load(file, { ...stores, isAnew: options.restart });
	detail(`state: ${file}`);
	const copy = { ...shared, state, remote, throttle: new Throttle(options.rate) };
	sayWhatIsThere(copy, await isEmpty(target, remote.target));
	onInterrupt(`Go on with the same command. It is kept how far the copy is, in ${quoted(file)}.`);
	const follower = options.follow ? new Follower(copy) : undefined;
	await copyAll(copy, { isFollowing: options.follow });
	if (signal.aborted) throw interrupted();
	if (options.delete) await deleteSurplus(copy, options);
	const isEqual = (state.wasEmpty || options.delete) && !options.follow;
	if (options.verify) await compare(copy, { isEqual, isDeleting: options.delete });
	if (signal.aborted) throw interrupted();
	if (follower === undefined) {
		state.remove();
		return;
	}
	await followChanges(copy, follower);
	throw interrupted();
}

/** Says what the target has, and whether a copy before has left it there. */
function sayWhatIsThere({ state, policy }, isTargetEmpty) {
	const { known } = state;
	if (isTargetEmpty) {
		if (known > 0) note("The target has nothing of the copy before: this one begins anew.");
		state.forget();
		state.wasEmpty = true;
	} else if (!state.isResumed) {
		state.wasEmpty = false;
		if (policy === "always") note("The target has items already. Those with the same keys are replaced.");
	} else if (state.isWhole) {
		note("All items were copied before. What has changed since is looked for in the whole source.");
	} else {
		const done = `${plural(known, "item")} ${known === 1 ? "is" : "are"} done`;
		note(`Going on with a copy that was interrupted: ${done}. What has changed since is looked for, too.`);
	}
}

async function isEmpty(target, consistent) {
	for await (const _ of target.iterate(undefined, { limit: 1, keysOnly: true, consistent })) return false;
	return true;
}
