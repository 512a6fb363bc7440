// Items as documents side by side. All are of one height, so that the list can go anywhere at once; what does not fit is in
// the panel of the item.

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo } from "preact/hooks";
import { keyOf, LABELS } from "../../../formats/rows.mjs";
import { size } from "../parts/format.mjs";
import { changedKeys } from "../state/live.mjs";
import { sizeOfRow } from "../values/size.mjs";
import { Expiry, Label, Value } from "./cells.jsx";
import { cellOf } from "./columns.mjs";
import { linesOf } from "./lines.mjs";
import { selected } from "./selection.mjs";
import { useList } from "./use-list.mjs";
import { waiting } from "./waiting.mjs";
import "./documents.css";

const LINE = 21;
/** Lines of a document, and the pixels of what is around them. */
const [LEAST, MOST] = [3, 15];
const AROUND = 88;
const WIDTH = 420;

export function Documents({ list, found }) {
	const across = useSignal(1);
	const lines = useMemo(() => usualLines(list), [found]);
	const height = AROUND + lines * LINE;
	const { element, scroller, onKeyDown, onPointer, active } = useList({ list, height, across: across.value });
	useLayoutEffect(() => {
		const measure = () => {
			across.value = Math.max(Math.floor(element.current.clientWidth / WIDTH), 1);
		};
		const resized = new ResizeObserver(measure);
		resized.observe(element.current);
		return () => resized.disconnect();
	}, []);
	const [from, to] = scroller.lines(2);
	const documents = [];
	for (let index = from * across.value; index < Math.min(to * across.value, list.lines); index++) {
		documents.push(
			<Document key={index} index={index} list={list} lines={lines} height={height} isActive={index === active} />,
		);
	}
	return (
		<div
			ref={element}
			class="documents"
			data-list
			role="grid"
			tabIndex={0}
			aria-label="Items"
			aria-multiselectable="true"
			aria-rowcount={list.isComplete ? list.lines : -1}
			aria-activedescendant={active >= 0 ? `document-${active}` : undefined}
			onKeyDown={onKeyDown}
			onClick={onPointer}
		>
			<div role="presentation" class="grid-body" style={{ height: `${scroller.pixels}px` }}>
				<div
					role="presentation"
					class="slab"
					style={{
						top: `${Math.round(scroller.place(from))}px`,
						"grid-template-columns": `repeat(${across.value}, minmax(0, 1fr))`,
						"grid-auto-rows": `${height}px`,
					}}
				>
					{documents}
				</div>
			</div>
		</div>
	);
}

/** Lines that three of four of the first documents need. */
function usualLines(list) {
	const needed = [];
	for (let index = 0; index < Math.min(list.lines, 100); index++) {
		const row = list.at(index);
		if (row !== undefined) needed.push(linesOf(cellOf(row, "val"), MOST).length);
	}
	needed.sort((a, b) => a - b);
	return Math.max(needed[Math.floor(needed.length * 0.75)] ?? LEAST, LEAST);
}

function Document({ index, list, lines, isActive }) {
	const row = list.at(index);
	if (row === undefined) {
		return (
			<div class="document" role="row" aria-busy="true" aria-rowindex={index + 1} id={`document-${index}`}>
				<div class="sheet" role="gridcell">
					<span class="waiting w2" />
				</div>
			</div>
		);
	}
	const key = keyOf(row);
	const isSelected = selected.value.has(key);
	const flash = changedKeys.value.get(key)?.name;
	const shown = linesOf(cellOf(row, "val"), lines + 1);
	const waits = waiting.value.get(key);
	const state = [
		isSelected && "selected",
		isActive && "active",
		key === list.openKey && "open",
		waits && `waits ${waits}`,
		flash && `flash ${flash}`,
	];
	return (
		<div
			class={`document ${state.filter(Boolean).join(" ")}`}
			role="row"
			id={`document-${index}`}
			data-index={index}
			aria-selected={isSelected}
			aria-rowindex={index + 1}
		>
			<div class="sheet" role="gridcell">
				<header>
					<span class="check">
						<span class={`check-box ${isSelected ? "on" : ""}`} aria-hidden="true" />
					</span>
					<strong class="ellipsis" title={key} translate="no">
						{key}
					</strong>
					{row.ttl && <Expiry at={Number(row.ttl.N)} />}
					<span class="faint">{size(sizeOfRow(row))}</span>
				</header>
				<div class="lines">
					{shown.slice(0, lines).map(({ depth, name, value }, at) => (
						<div key={at} class="line" style={{ "padding-left": `${depth * 14}px` }}>
							{name !== undefined && <span class="name">{name}</span>}
							{value !== undefined && <Value value={value} saysMoment />}
						</div>
					))}
				</div>
				<footer>
					{LABELS.map((label, at) => (
						<Label key={label} row={row} number={at + 1} />
					))}
					{shown.length > lines && <span class="faint more">more…</span>}
				</footer>
			</div>
		</div>
	);
}
