// The line between the query and its items: how many there are, what reading them took, and how they are shown.

import { Button } from "../parts/button.jsx";
import { count, plural } from "../parts/format.mjs";
import { Menu } from "../parts/menu.jsx";
import { Choice } from "../parts/small.jsx";
import { address, go } from "../state/address.mjs";
import { isReverse, reversed } from "../state/query.mjs";
import { isTable } from "../state/store.mjs";
import { sayError } from "../state/toasts.mjs";
import { allColumns, survey, titleOf } from "./columns.mjs";
import { GoToKey } from "./go-to-key.jsx";
import { QueryActions } from "./query-actions.jsx";
import { chooseForm, form } from "./settings.mjs";

export const Toolbar = ({ found, list, layout }) => (
	<div class="items-toolbar">
		<Facts found={found} list={list} />
		<div class="items-toolbar-end">
			<GoToKey found={found} list={list} />
			<Button
				kind="quiet"
				icon="sort"
				aria-pressed={isReverse.value}
				label={isReverse.value ? "Show in ascending order" : "Show in descending order"}
				title={reversed.value === undefined ? "All items together have no order that could be reversed" : undefined}
				disabled={reversed.value === undefined}
				onClick={() => go({ q: reversed.value, sort: undefined })}
			/>
			<Button kind="quiet" icon="refresh" label="Read again" onClick={() => found.refresh().catch(sayError)} />
			{form.value === "table" && <Columns found={found} layout={layout} />}
			<Choice
				name="Show as"
				value={form.value}
				options={[
					["table", "Table"],
					["documents", "Documents"],
				]}
				onValue={chooseForm}
			/>
			<QueryActions found={found} />
		</div>
	</div>
);

function Facts({ found, list }) {
	// What is loaded is no signal of its own.
	found.tick.value;
	const total = found.total.value;
	const took = found.took.value;
	const cost = found.cost.value;
	const isCounting = found.counting.value === "running";
	return (
		<p class="items-facts" role="status">
			{address.value.expiring !== undefined ? (
				<strong>{`${plural(list.found, "item")} ${list.found === 1 ? "expires" : "expire"}`}</strong>
			) : total !== undefined ? (
				<strong>{plural(total, "item")}</strong>
			) : (
				(found.error === undefined || found.rows.loaded > 0) && (
					<strong>{plural(found.rows.loaded, "item")} so far</strong>
				)
			)}
			{isCounting && total === undefined && <span class="faint">counting…</span>}
			{total === undefined && !isCounting && (
				<Button
					kind="quiet"
					title={isTable.value ? "Counting reads all items of the query: it costs as much as reading them." : undefined}
					onClick={() => found.count().catch(sayError)}
				>
					Count
				</Button>
			)}
			{took !== undefined && <span class="faint wide-only">{milliseconds(took)}</span>}
			{cost !== undefined && (
				<span class="faint" title="What DynamoDB says that reading these items has consumed">
					{cost.readUnits.toLocaleString("en-US")} {cost.readUnits === 1 ? "read unit" : "read units"}
				</span>
			)}
			{cost?.throttled > 0 && (
				<span class="warned" title="DynamoDB was too busy and the request was sent again.">
					throttled {plural(cost.throttled, "time")}
				</span>
			)}
		</p>
	);
}

const milliseconds = (took) => (took < 10 ? `${took.toFixed(1)} ms` : `${count(Math.round(took))} ms`);

function Columns({ found, layout }) {
	const loaded = [];
	for (const [, row] of found.rows.all()) {
		loaded.push(row);
		if (loaded.length === 1000) break;
	}
	const entries = () => [
		...allColumns(survey(loaded))
			.filter((column) => column !== "key")
			.map((column) => ({
				label: titleOf(column),
				isChecked: layout.columns.includes(column),
				run: () => layout.toggle(column, loaded),
			})),
		"line",
		{ label: "As at first", icon: "undo", isDisabled: !layout.isChosen, run: layout.reset },
	];
	return <Menu kind="quiet" icon="columns" label="Columns" staysOpen entries={entries()} />;
}
