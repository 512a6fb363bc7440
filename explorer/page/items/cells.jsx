// The cells of a table of items.

import { labelOf } from "../../../formats/rows.mjs";
import { moment, size, span } from "../parts/format.mjs";
import { go } from "../state/address.mjs";
import { now } from "../state/clock.mjs";
import { labelQuery } from "../state/query.mjs";
import { sizeOfRow } from "../values/size.mjs";
import { cellOf } from "./columns.mjs";
import { preview } from "./preview.mjs";
import "./cells.css";

/** What a row has in a column. */
export function Cell({ row, column }) {
	if (column.startsWith("label")) return <Label row={row} number={Number(column.slice(5))} />;
	switch (column) {
		case "ttl":
			return row.ttl === undefined ? null : <Expiry at={Number(row.ttl.N)} />;
		case "ct":
		case "md":
			return <Moment digits={row[column].N} />;
		case "bytes": {
			const bytes = sizeOfRow(row);
			return <span title={`${bytes} bytes, as DynamoDB counts them`}>{size(bytes)}</span>;
		}
		case "key":
			return <Key text={cellOf(row, "key").S} />;
		default:
			return <Value value={cellOf(row, column)} />;
	}
}

/** A key, with its collection less loud than its name. */
function Key({ text }) {
	const name = text.lastIndexOf(":") + 1;
	return (
		<span class="key-text" title={text} translate="no">
			<span class="quiet">{text.slice(0, name)}</span>
			<span translate="no">{text.slice(name)}</span>
		</span>
	);
}

/** A value on one line. What a number may mean as a moment is said when somebody points at it, or beside it. */
export function Value({ value, saysMoment = false }) {
	if (value === undefined) return null;
	const { kind, text, moment, isEmpty } = preview(value);
	const title = moment === undefined ? `${kind} ${text}` : `${text} is ${moment.text}, if these are ${moment.unit}`;
	return (
		<>
			<span
				class={`cell-value ${kind} ${isEmpty ? "empty-value" : ""} ${moment ? "moment" : ""}`}
				title={kind === "string" ? text : title}
			>
				{text}
			</span>
			{saysMoment && moment && <span class="faint">{moment.text}</span>}
		</>
	);
}

const Moment = ({ digits }) => (
	<time class="quiet" title={`${digits} seconds since 1970`}>
		{moment(Number(digits.split(".")[0]))}
	</time>
);

/** How long an item still lives, counting down. */
export function Expiry({ at }) {
	const left = at - now.value;
	const urgency = left <= 0 ? "gone" : left < 60 ? "now" : left < 3600 ? "soon" : "later";
	return (
		<time class={`expiry ${urgency}`} title={`expires ${moment(at)}`}>
			{left <= 0 ? "expired" : span(left)}
		</time>
	);
}

/** A label: its first part leads to everything that shares it, the rest to what has the same label. */
export function Label({ row, number }) {
	const label = labelOf(row, number);
	if (label === undefined) return null;
	const colon = label.indexOf(":") + 1;
	const group = label.slice(0, colon);
	return (
		<span class="label-chip" title={label}>
			{group !== "" && <LabelLink number={number} text={group} expression={`${group}*`} />}
			<LabelLink number={number} text={label.slice(colon)} expression={label} />
		</span>
	);
}

function LabelLink({ number, text, expression }) {
	const q = labelQuery(number, expression);
	return (
		<button
			type="button"
			translate="no"
			tabIndex={-1}
			title={`Show ${q}`}
			onClick={(event) => {
				event.stopPropagation();
				go({ q, sort: undefined, expiring: undefined });
			}}
		>
			{text}
		</button>
	);
}
