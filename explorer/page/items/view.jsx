// The view of items: the query, what it has found as a table or as documents, and what can be done with it.

import { useEffect, useMemo } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { Failure } from "../parts/failure.jsx";
import { Empty } from "../parts/small.jsx";
import { address, openKey, queryText } from "../state/address.mjs";
import { collection, parameters } from "../state/query.mjs";
import { isTable } from "../state/store.mjs";
import { sayError } from "../state/toasts.mjs";
import { resetActive } from "./active.mjs";
import { Documents } from "./documents.jsx";
import { sortOf, useLayout } from "./layout.mjs";
import { Sorted, StoreOrder } from "./list.mjs";
import { ExpiringNotice, Late, SortNotice, UnreadableNotice } from "./notices.jsx";
import { QueryBar } from "./query-bar.jsx";
import { isStarting, results, show } from "./results.mjs";
import { clearSelection } from "./selection.mjs";
import { SelectionBar } from "./selection-bar.jsx";
import { form } from "./settings.mjs";
import { Table } from "./table.jsx";
import { Toolbar } from "./toolbar.jsx";
import { useChanges } from "./use-changes.mjs";
import { useWrites } from "./waiting.mjs";
import "./items.css";

export function Items() {
	const wanted = parameters.value;
	useEffect(() => {
		if (wanted !== undefined) show(wanted, collection.value);
	}, [wanted]);
	const found = results.value;
	return (
		<div class="items">
			<h1 class="unseen">Items</h1>
			<QueryBar />
			<div class={`starting ${isStarting.value ? "on" : ""}`} role="status">
				{isStarting.value && <span class="unseen">Reading</span>}
			</div>
			{isStarting.value && <Late />}
			{found && <Found key={found.id} found={found} />}
		</div>
	);
}

function Found({ found }) {
	useEffect(() => {
		resetActive();
		clearSelection();
	}, []);
	useWrites(found);
	const layout = useLayout(found);
	const tick = found.tick.value;
	const most = found.sorted.value;
	const { sort, expiring } = address.value;
	const list = useMemo(() => {
		if (expiring !== undefined) return found.expiring;
		return sort === undefined ? new StoreOrder(found.rows) : new Sorted(found.rows, sortOf({ sort }), most);
	}, [found, tick, sort, most, expiring]);
	list.openKey = openKey.value;
	list.scroller = found.scrollerOf(expiring !== undefined ? "expiring" : sort);
	useChanges(found);
	const isEmpty = list.lines === 0 && list.isComplete;
	const View = form.value === "table" ? Table : Documents;
	return (
		<>
			<Toolbar found={found} list={list} layout={layout} />
			{expiring !== undefined && found.parameters === parameters.value && (
				<ExpiringNotice found={found} list={list} tick={tick} />
			)}
			{sort !== undefined && expiring === undefined && <SortNotice found={found} list={list} />}
			<UnreadableNotice found={found} />
			{found.error !== undefined && <Failed found={found} />}
			{found.rows.isReading && <Late />}
			{isEmpty ? (
				found.error === undefined && <NothingFound found={found} isExpiring={expiring !== undefined} />
			) : (
				<View list={list} layout={layout} found={found} />
			)}
			<SelectionBar />
		</>
	);
}

const Failed = ({ found }) => (
	<Failure error={found.error}>
		<Button icon="refresh" onClick={() => found.again()}>
			Try again
		</Button>
	</Failure>
);

/** Nobody tells the page what changes in a table: listening there costs, so only *Live* does. */
const ReadAgain = ({ found }) => (
	<>
		<p>A list of a table does not follow changes.</p>
		<Button icon="refresh" onClick={() => found.refresh().catch(sayError)}>
			Read again
		</Button>
	</>
);

function NothingFound({ found, isExpiring }) {
	if (isExpiring) return <Empty icon="clock" title="No item of the query expires" />;
	if (queryText.value === "") {
		return (
			<Empty icon="items" title="The store is empty">
				{isTable.value ? <ReadAgain found={found} /> : <p>The first item that a program sets shows up here.</p>}
			</Empty>
		);
	}
	return (
		<Empty title="The query selects nothing">
			<p>
				A key expression such as <code>users:*</code> or <code>users:&gt;=m</code> selects by the beginning or by the
				order of keys. Keys are case-sensitive.
			</p>
			{isTable.value && <ReadAgain found={found} />}
		</Empty>
	);
}
