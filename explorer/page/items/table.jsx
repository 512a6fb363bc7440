// Items as a table of which only the rows that show are drawn.

import { useSignal } from "@preact/signals";
import { keyOf } from "../../../formats/rows.mjs";
import { changedKeys } from "../state/live.mjs";
import { isNumeric } from "./columns.mjs";
import { Head } from "./head.jsx";
import { Row } from "./row.jsx";
import { selected } from "./selection.mjs";
import { useList } from "./use-list.mjs";
import { waiting } from "./waiting.mjs";
import "./table.css";

const HEIGHT = 32;
const HEAD = 34;
/** Rows that are drawn above and below those that show. */
const AROUND = 12;

/**
 * @param {{ list: import("./list.mjs").List, layout: import("./layout.mjs").Layout }} props
 */
export function Table({ list, layout }) {
	const { element, scroller, onKeyDown, onPointer, active } = useList({ list, height: HEIGHT, head: HEAD });
	const isFocused = useSignal(false);
	const [from, to] = scroller.lines(AROUND);
	const template = ["40px", ...layout.columns.map((column) => `${layout.widthOf(column)}px`), "minmax(12px, 1fr)"].join(
		" ",
	);
	const numeric = new Set(layout.columns.filter((column) => isNumeric(column, layout.found)));
	const rows = [];
	for (let index = from; index < to; index++) {
		const row = list.at(index);
		const key = row && keyOf(row);
		rows.push(
			<Row
				key={index}
				index={index}
				row={row}
				columns={layout.columns}
				numeric={numeric}
				isSelected={key !== undefined && selected.value.has(key)}
				isActive={index === active}
				isOpen={key !== undefined && key === list.openKey}
				waits={waiting.value.get(key)}
				flash={changedKeys.value.get(key)?.name}
			/>,
		);
	}
	return (
		<div
			ref={element}
			class={`grid ${isFocused.value ? "focused" : ""}`}
			data-list
			role="grid"
			tabIndex={0}
			aria-label="Items"
			aria-multiselectable="true"
			aria-rowcount={list.isComplete ? list.lines + 1 : -1}
			aria-colcount={layout.columns.length + 1}
			aria-activedescendant={active >= from && active < to ? `row-${active}` : undefined}
			onKeyDown={onKeyDown}
			onClick={onPointer}
			onFocus={(event) => {
				isFocused.value = event.target === event.currentTarget;
			}}
			onBlur={() => {
				isFocused.value = false;
			}}
			style={{ "--columns": template }}
		>
			<Head list={list} layout={layout} numeric={numeric} />
			<div role="rowgroup" class="grid-body" style={{ height: `${scroller.pixels}px` }}>
				<div role="presentation" class="slab" style={{ top: `${Math.round(scroller.place(from))}px` }}>
					{rows}
				</div>
			</div>
		</div>
	);
}
