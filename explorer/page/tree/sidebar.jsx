// The sidebar: the collections as a tree, a field to find one, and views that are not about one collection.

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { finished } from "../bulk/index.mjs";
import { staging } from "../changes/state.mjs";
import { Button } from "../parts/button.jsx";
import { count, size } from "../parts/format.mjs";
import { Icon } from "../parts/icon.jsx";
import { Notice } from "../parts/small.jsx";
import { address, go, linkTo, queryText } from "../state/address.mjs";
import { collections, followCollections, listCollections, listCost, listing } from "../state/collections.mjs";
import { isTable } from "../state/store.mjs";
import { CollectionTree } from "./collection-tree.jsx";
import { expireTree, followTree } from "./tree-state.mjs";
import "./tree.css";

/** How often the tree looks for what other processes make and remove. */
const FOLLOW_MS = 4000;

export function Sidebar() {
	const filter = useSignal("");
	// What this page has written may be in collections of its own. On a table people decide when to scan it.
	useEffect(() => {
		if (collections.value !== undefined) expireTree();
		if (!isTable.value || collections.value === undefined) listCollections();
	}, [finished.value, staging.value?.writes.value]);
	useEffect(() => {
		if (isTable.value) return undefined;
		const timer = setInterval(() => {
			if (document.visibilityState === "hidden") return;
			// Views say themselves that the explorer does not answer.
			followCollections().then(followTree, () => {});
		}, FOLLOW_MS);
		return () => clearInterval(timer);
	}, []);
	const list = collections.value;
	const isExpiring = address.value.expiring !== undefined;
	const isListing = listing.value === "running";
	return (
		<>
			<nav class="side-views" aria-label="Views of all items">
				<SideLink
					icon="items"
					to={{ q: undefined, sort: undefined, expiring: undefined }}
					isCurrent={!isExpiring && queryText.value === ""}
				>
					All items
				</SideLink>
				<SideLink
					icon="clock"
					to={{ q: undefined, sort: undefined, expiring: "1" }}
					isCurrent={isExpiring && queryText.value === ""}
				>
					Expiring soon
				</SideLink>
			</nav>
			<div class="side-title">
				<h3>Collections</h3>
				{list && <span class="faint">{count(list.filter(({ name }) => name !== null).length)}</span>}
				{list && (
					<Button
						kind="quiet"
						icon="refresh"
						label="List the collections again"
						disabled={isListing}
						onClick={() => {
							expireTree();
							listCollections({ isAgreed: listCost.value === undefined });
						}}
					/>
				)}
			</div>
			{list && list.length > 8 && (
				<input
					class="input side-filter"
					type="search"
					placeholder="Filter by name"
					aria-label="Filter the collections by name"
					value={filter.value}
					onInput={(event) => {
						filter.value = event.currentTarget.value;
					}}
				/>
			)}
			{list ? <CollectionTree list={list} filter={filter.value} /> : <BeforeList isListing={isListing} />}
		</>
	);
}

function SideLink({ icon, to, isCurrent, children }) {
	const where = { view: undefined, ...to };
	return (
		<a
			href={linkTo(where)}
			class="side-link"
			aria-current={isCurrent && (address.value.view ?? "items") === "items" ? "page" : undefined}
			onClick={(event) => {
				if (event.metaKey || event.ctrlKey || event.shiftKey) return;
				event.preventDefault();
				go(where);
			}}
		>
			<Icon name={icon} />
			{children}
		</a>
	);
}

/** What is shown instead of the list: that it is on its way, what it costs, or why it cannot be read. */
function BeforeList({ isListing }) {
	const cost = listCost.value;
	if (listing.value instanceof Error) {
		return (
			<div class="side-note">
				<Notice kind="bad">
					{listing.value.message} {listing.value.hint}
				</Notice>
				<Button icon="refresh" onClick={() => listCollections()}>
					Try again
				</Button>
			</div>
		);
	}
	if (cost === undefined || isListing) {
		return (
			<p class="side-note faint" role="status">
				{cost === undefined ? "Reading the names…" : "Scanning the table. Large tables take minutes…"}
			</p>
		);
	}
	return (
		<div class="side-note">
			<p>DynamoDB has no list of collections. To make one, the explorer must scan the whole table once:</p>
			<dl>
				<dt>items</dt>
				<dd>about {count(cost.items)}</dd>
				<dt>size</dt>
				<dd>{size(cost.bytes)}</dd>
				<dt>read units</dt>
				<dd>about {count(cost.readUnits)}</dd>
			</dl>
			<Button icon="tree" onClick={() => listCollections({ isAgreed: true })}>
				Scan the table
			</Button>
			<p class="faint">Without a list, type a query such as users:* above.</p>
		</div>
	);
}
