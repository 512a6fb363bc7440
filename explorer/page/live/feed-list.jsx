// The list of the feed. Only the first hundreds of rows are in the document, more as somebody scrolls; a row that was drawn
// is never drawn again, so that a busy store costs what is new.

import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { Change } from "./change.jsx";
import { timeOf } from "./time.mjs";

const STEP = 200;
const shownRows = signal(STEP);
/** Nodes by entry: the same node again is skipped. */
const nodes = new WeakMap();

function nodeOf(entry) {
	let node = nodes.get(entry);
	if (node === undefined) {
		node = entry.key === undefined ? <Gap key={entry.id} entry={entry} /> : <Change key={entry.id} entry={entry} />;
		nodes.set(entry, node);
	}
	return node;
}

/** @param {{ entries: import("@preact/signals").ReadonlySignal<object[]>, children: import("preact").ComponentChildren }} props */
export function FeedList({ entries, children }) {
	const list = useRef(null);
	const all = entries.value;
	const rest = all.length - shownRows.value;
	const onScroll = ({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
		if (rest > 0 && scrollHeight - scrollTop - clientHeight < 600) shownRows.value += STEP;
		if (scrollTop === 0 && shownRows.value > STEP) shownRows.value = STEP;
	};
	const onKeyDown = (event) => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		const row = event.target.closest("li");
		if (step === undefined || row === null) return;
		event.preventDefault();
		let next = row;
		do next = step > 0 ? next.nextElementSibling : next.previousElementSibling;
		while (next && !next.querySelector(".toggle"));
		next?.querySelector(".toggle").focus();
	};
	return (
		<div class="feed" onScroll={onScroll}>
			<ol ref={list} aria-label="Changes, the newest first" onKeyDown={onKeyDown}>
				{all.slice(0, shownRows.value).map(nodeOf)}
			</ol>
			{rest > 0 && (
				<Button
					kind="quiet"
					onClick={() => {
						shownRows.value += STEP;
					}}
				>
					Show more
				</Button>
			)}
			{rest <= 0 && children}
		</div>
	);
}

const Gap = ({ entry: { name, from, at } }) => (
	<li class="gap">
		{name === "missed"
			? `${timeOf(at)}: Changes came faster than they could be sent, and some are missing here. A query that selects fewer items helps.`
			: `From ${timeOf(from)} to ${timeOf(at)} nobody listened here. Changes of that time are missing.`}
	</li>
);
