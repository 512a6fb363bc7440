// The head of the table: sorts and resizes columns. It is one stop of the Tab key; arrows move in it.

import { useSignal } from "@preact/signals";
import { Icon } from "../parts/icon.jsx";
import { titleOf } from "./columns.mjs";
import { clearSelection, selected } from "./selection.mjs";
import { selectTo } from "./use-list.mjs";

const STEP = 16;

export function Head({ list, layout, numeric }) {
	const { columns } = layout;
	const current = useSignal(0);
	const isAll = list.isComplete && list.lines > 0 && selected.value.size >= list.lines;
	const onKeyDown = (event) => {
		const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
		if (step === undefined) return;
		event.preventDefault();
		event.stopPropagation();
		const column = columns[current.value];
		if (event.shiftKey) {
			layout.resize(column, layout.widthOf(column) + step * STEP);
			return;
		}
		current.value = Math.min(Math.max(current.value + step, 0), columns.length - 1);
		event.currentTarget.querySelectorAll(".head-cell button")[current.value].focus();
	};
	return (
		<div role="rowgroup" class="grid-head">
			<div role="row" aria-rowindex={1} class="grid-row" onKeyDown={onKeyDown}>
				<div role="columnheader" aria-colindex={1} class="check">
					<button
						type="button"
						role="checkbox"
						tabIndex={-1}
						aria-checked={isAll}
						aria-label="Select the loaded items"
						title={isAll ? "Clear the selection" : "Select the loaded items (Ctrl A)"}
						class={`check-box ${isAll ? "on" : ""}`}
						onClick={() => (isAll ? clearSelection() : selectTo(list, list.lines - 1, 0))}
					/>
				</div>
				{columns.map((column, at) => (
					<HeadCell
						key={column}
						column={column}
						at={at}
						sort={layout.sort?.column === column ? layout.sort : undefined}
						isNumeric={numeric.has(column)}
						isStop={at === Math.min(current.value, columns.length - 1)}
						layout={layout}
						onFocus={() => {
							current.value = at;
						}}
						isComplete={list.isComplete}
					/>
				))}
			</div>
		</div>
	);
}

function HeadCell({ column, at, sort, isNumeric, isStop, layout, onFocus }) {
	const title = titleOf(column);
	const how = column === layout.ofStore ? "in the order of the store" : "among the loaded items";
	return (
		<div
			role="columnheader"
			aria-colindex={at + 2}
			aria-sort={sort === undefined ? undefined : sort.isDescending ? "descending" : "ascending"}
			class={`head-cell ${column === "key" ? "key-cell" : ""} ${isNumeric ? "number" : ""}`}
		>
			<button
				type="button"
				tabIndex={isStop ? 0 : -1}
				title={`Sort by ${title}, ${how}. Shift and an arrow key: resize.`}
				onFocus={onFocus}
				onClick={() => layout.sortBy(column)}
			>
				<span class={`ellipsis ${column.startsWith("_") ? "" : "quiet"}`}>{title}</span>
				{sort && (
					<span class={`sorted ${sort.isDescending ? "down" : "up"}`}>
						<Icon name="down" size={12} />
					</span>
				)}
			</button>
			<Handle column={column} layout={layout} />
		</div>
	);
}

/** The edge of a column, which people drag. A double click gives the column its first width. */
function Handle({ column, layout }) {
	const onPointerDown = (event) => {
		event.preventDefault();
		const handle = event.currentTarget;
		const from = event.clientX - layout.widthOf(column);
		handle.setPointerCapture(event.pointerId);
		const drag = (moved) => layout.resize(column, moved.clientX - from);
		handle.addEventListener("pointermove", drag);
		handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", drag), {
			once: true,
		});
	};
	return (
		<span
			class="handle"
			aria-hidden="true"
			onPointerDown={onPointerDown}
			onDblClick={() => layout.resize(column, layout.fit(column))}
		/>
	);
}
