// What must be said above the items: that a table does not answer, what a sort is about, and which rows cannot be read.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { count, plural } from "../parts/format.mjs";
import { Notice } from "../parts/small.jsx";
import { now } from "../state/clock.mjs";
import { listCost } from "../state/collections.mjs";
import { isTable, store } from "../state/store.mjs";
import { MOST_SORTED } from "./list.mjs";

/** Items that are looked at for their expiry before somebody asks for more. */
const [LOOK, LOOK_ON_TABLE] = [200_000, 1000];

/** Appears after a second: a table that cannot be reached takes minutes to say so. */
export function Late() {
	if (!isTable.value) return null;
	const { name, region, endpoint } = store.value;
	return (
		<p class="line-notice late" role="status">
			Still waiting for table {[name, region, endpoint].filter(Boolean).join(", ")}…
		</p>
	);
}

/** A sort by anything but the key is about the loaded rows. */
export function SortNotice({ found, list }) {
	const total = found.total.value;
	if (list.isComplete) return null;
	const more = Math.min(MOST_SORTED, total ?? MOST_SORTED);
	return (
		<div class="line-notice" role="note">
			<span>
				Sorted among the first {plural(list.lines, "item")}
				{total !== undefined && ` of ${count(total)}`} in the order of the store.
			</span>
			{found.sorted.value < more && (
				<Button
					kind="quiet"
					onClick={() => {
						found.sorted.value = more;
					}}
				>
					{more === total ? `Sort all ${count(total)}` : `Sort the first ${count(more)}`}
				</Button>
			)}
		</div>
	);
}

/**
 * How far the search for what expires has come.
 *
 * @param {{ found: object, list: import("./expiring.mjs").Expiring, tick: number }} props the list is always the same:
 * `tick` says that there is something new
 */
export function ExpiringNotice({ found, list }) {
	const step = isTable.value ? LOOK_ON_TABLE : LOOK;
	useEffect(() => {
		if (list.looked === 0 && !isTable.value) list.look(step);
	}, [list]);
	const next = list.looked === 0 ? step : step * 10;
	return (
		<div class="line-notice" role="status">
			<span>{list.looked > 0 ? wordsOf(list, found.total.value) : list.isReading ? "" : costWords()}</span>
			{list.error !== undefined && <span class="warned">{list.error.message}</span>}
			{list.isReading && <span class="faint">looking…</span>}
			{!list.isComplete && !list.isReading && (
				<Button kind="quiet" onClick={() => list.look(next)}>
					{`Look at ${isTable.value ? `${count(next)} items` : "more"}`}
				</Button>
			)}
		</div>
	);
}

/** What looking at a table costs, before anybody has agreed to it. */
function costWords() {
	const { items, readUnits } = listCost.value ?? {};
	const whole =
		items === undefined ? "" : ` The table has about ${plural(items, "item")}: ${plural(readUnits, "read unit")}.`;
	return `To find what expires, the explorer must read the items of the query, which DynamoDB bills.${whole}`;
}

function wordsOf(list, total) {
	const among = list.isComplete || total === undefined ? "" : ` of ${count(total)}`;
	const shown = list.found > list.lines ? ` The ${count(list.lines)} soonest are shown.` : "";
	const soon = `${count(list.until(now.value + 3600))} within an hour, ${count(list.until(now.value + 86_400))} within a day.`;
	return `${list.isComplete ? "All" : "The first"} ${plural(list.looked, "item")}${among}: ${count(list.found)} expire, ${soon}${shown}`;
}

export function UnreadableNotice({ found }) {
	const isOpen = useSignal(false);
	const rows = found.unreadable.value;
	if (rows.length === 0) return null;
	return (
		<Notice kind="warn">
			{rows.length === 1 ? "A row" : `${count(rows.length)} rows`} of the query cannot be read as items, because another
			program wrote {rows.length === 1 ? "it" : "them"}.{" "}
			<Button
				kind="quiet"
				aria-expanded={isOpen.value}
				onClick={() => {
					isOpen.value = !isOpen.value;
				}}
			>
				{isOpen.value ? "Hide" : "Show"}
			</Button>
			{isOpen.value && (
				<ul class="unreadable">
					{rows.slice(0, 100).map(({ key, message }) => (
						<li key={key ?? message}>
							{key !== undefined && <code>{key}</code>} {message}
						</li>
					))}
				</ul>
			)}
		</Notice>
	);
}
