// One row of the table. It is drawn anew only if something of it has changed, because scrolling draws all of them.

import { Component } from "preact";
import { Cell } from "./cells.jsx";

export class Row extends Component {
	shouldComponentUpdate(next) {
		return Object.keys(next).some((name) => name !== "numeric" && next[name] !== this.props[name]);
	}

	render({ index, row, columns, numeric, isSelected, isActive, isOpen, waits, flash }) {
		const state = [
			isSelected && "selected",
			isActive && "active",
			isOpen && "open",
			waits && `waits ${waits}`,
			flash && `flash ${flash}`,
		];
		return (
			<div
				role="row"
				id={`row-${index}`}
				class={`grid-row ${state.filter(Boolean).join(" ")}`}
				data-index={index}
				aria-rowindex={index + 2}
				aria-selected={isSelected}
				aria-busy={row === undefined}
			>
				<div role="gridcell" aria-colindex={1} class="check">
					<span class={`check-box ${isSelected ? "on" : ""}`} aria-hidden="true" />
					<span class="unseen">{isSelected ? "selected" : "not selected"}</span>
					{waits && <span class="unseen">{`, ${waits}, not written yet`}</span>}
				</div>
				{columns.map((column, at) => (
					<div
						key={column}
						role="gridcell"
						aria-colindex={at + 2}
						class={`cell ${column === "key" ? "key-cell" : ""} ${numeric.has(column) ? "number" : ""}`}
					>
						{row === undefined ? <Waiting index={index} at={at} /> : <Cell row={row} column={column} />}
					</div>
				))}
			</div>
		);
	}
}

/** Stands for what is still being read. */
const Waiting = ({ index, at }) => <span class={`waiting w${(index * 7 + at * 3) % 4}`} />;
