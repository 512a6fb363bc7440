// The tree itself: only the entries that show are drawn, and arrows move in it.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { compact, count } from "../parts/format.mjs";
import { Icon } from "../parts/icon.jsx";
import { useScroller } from "../parts/use-scroller.mjs";
import { go, openKey, queryText } from "../state/address.mjs";
import { SINGLES } from "./model.mjs";
import { tree, treeTick, wantCounts } from "./tree-state.mjs";

const HEIGHT = 28;
const AROUND = 8;
const INDENT = 14;

export function CollectionTree({ list, filter }) {
	const active = useSignal(0);
	useMemo(() => tree.fill(list), [list]);
	const tick = treeTick.value;
	const entries = useMemo(() => tree.entries(filter), [tick, list, filter]);
	const { element, scroller, go: scrollTo } = useScroller(entries.length, HEIGHT);
	const [first, last] = scroller.lines();
	const shown = entries.slice(first, last).filter(({ kind }) => kind === "node");
	const prefixes = shown.map(({ prefix }) => prefix);
	useEffect(() => wantCounts(prefixes), [prefixes.join("\0")]);
	const at = Math.min(active.value, entries.length - 1);
	const moveTo = (index) => {
		active.value = Math.min(Math.max(index, 0), entries.length - 1);
		scrollTo(active.value);
	};
	const onKeyDown = (event) => {
		const entry = entries[at];
		if (entry === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
		const moves = {
			ArrowDown: at + 1,
			ArrowUp: at - 1,
			Home: 0,
			End: entries.length - 1,
			PageDown: at + scroller.page,
			PageUp: at - scroller.page,
		};
		if (event.key in moves) moveTo(moves[event.key]);
		else if (event.key === "ArrowRight" && entry.kind === "node" && !entry.isOpen) tree.toggle(entry.prefix, true);
		else if (event.key === "ArrowRight") moveTo(entries[at + 1]?.depth > entry.depth ? at + 1 : at);
		else if (event.key === "ArrowLeft" && entry.isOpen) tree.toggle(entry.prefix, false);
		else if (event.key === "ArrowLeft") moveTo(entries.findLastIndex((one, i) => i < at && one.depth < entry.depth));
		else if (event.key === "Enter" || event.key === " ") act(entry);
		else return;
		event.preventDefault();
	};
	const [from, to] = scroller.lines(AROUND);
	return (
		<div
			ref={element}
			class="side-tree"
			role="tree"
			tabIndex={0}
			aria-label="Collections"
			aria-activedescendant={at >= from && at < to ? `tree-${at}` : undefined}
			onKeyDown={onKeyDown}
		>
			<div role="presentation" class="tree-body" style={{ height: `${scroller.pixels}px` }}>
				<div role="presentation" class="tree-slab" style={{ top: `${Math.round(scroller.place(from))}px` }}>
					{entries.slice(from, to).map((entry, index) => (
						<Entry
							key={entry.id}
							id={`tree-${from + index}`}
							entry={entry}
							isActive={from + index === at}
							onActive={() => {
								active.value = from + index;
							}}
						/>
					))}
				</div>
			</div>
			{entries.length === 0 && (
				<p class="side-note faint">{filter === "" ? "There are none yet." : "None has such a name."}</p>
			)}
		</div>
	);
}

/** What Enter and a click do. */
function act({ kind, prefix }) {
	if (prefix === SINGLES && kind === "node") tree.toggle(prefix);
	else if (kind === "item") go({ item: prefix });
	else if (kind === "node") go({ view: undefined, q: `${prefix}*`, sort: undefined, expiring: undefined });
	else if (kind !== "waiting") tree.more(prefix);
}

const WORDS = {
	node: ({ name }) => name,
	more: () => "More…",
	waiting: () => "Reading…",
	failed: ({ name }) => `${name} Try again`,
};
const TITLES = { node: ({ prefix }) => prefix, item: ({ name }) => name, failed: ({ name }) => name };

function Entry({ entry, id, isActive, onActive }) {
	const { kind, prefix, name, depth, isOpen, isLeaf, items } = entry;
	const isCurrent = kind === "item" ? openKey.value === name : kind === "node" && queryText.value === `${prefix}*`;
	return (
		<div
			role="treeitem"
			id={id}
			aria-level={depth}
			aria-expanded={kind === "node" && !isLeaf ? isOpen : undefined}
			aria-selected={isCurrent}
			class={`tree-entry ${kind} ${isCurrent ? "current" : ""} ${isActive ? "active" : ""}`}
			style={{ "padding-left": `${6 + (depth - 1) * INDENT}px` }}
			onClick={(event) => {
				onActive();
				if (event.target.closest(".twist") && !isLeaf) tree.toggle(prefix);
				else act(entry);
			}}
		>
			<span class={`twist ${isOpen ? "open" : ""} ${isLeaf || kind !== "node" ? "none" : ""}`}>
				<Icon name="chevron" size={12} />
			</span>
			<span class="ellipsis name" title={TITLES[kind]?.(entry)} translate={TITLES[kind] && "no"}>
				{(WORDS[kind] ?? WORDS.node)(entry)}
			</span>
			{items !== undefined && (
				<span class="items-count" title={`${count(items)} items`}>
					{compact(items)}
				</span>
			)}
		</div>
	);
}
