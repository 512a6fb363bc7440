// The differences of a change, one a row: the old value beside the new one, and a button that takes it back.

import { useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { moment } from "../parts/format.mjs";
import { excerpt } from "../values/excerpt.mjs";
import { isNested, kindOf, nameOf } from "../values/kinds.mjs";
import { pathText } from "../values/paths.mjs";
import { toText } from "../values/text.mjs";
import { differencesOf } from "./changes.mjs";

/** Rows that are shown of one change, and of an item that is new or removed as a whole, before people ask for more. */
const MOST = 200;
const MOST_OF_WHOLE = 5;

/** @param {{ change: object, onReject?: (difference: object) => void }} props `onReject` counts for what can be rejected alone */
export function DifferenceList({ change, onReject: reject }) {
	const [isOpen, setOpen] = useState(false);
	const isWhole = change.before === null || change.after === null;
	const onReject = isWhole ? undefined : reject;
	const differences = differencesOf(change);
	const most = isWhole && !isOpen ? MOST_OF_WHOLE : MOST;
	const more = differences.length - most;
	if (differences.length === 0)
		return <p class="faint nothing">{isWhole ? "An empty object." : "Nothing else changes."}</p>;
	return (
		<table class={`review-table ${isWhole && !isOpen ? "brief" : ""}`}>
			<colgroup>
				<col class="place" />
				<col />
				{!isWhole && <col />}
				{onReject && <col class="reject" />}
			</colgroup>
			<thead class="unseen">
				<tr>
					<th scope="col">Attribute</th>
					{change.before && <th scope="col">Old</th>}
					{change.after && <th scope="col">New</th>}
					{onReject && <th scope="col">Reject</th>}
				</tr>
			</thead>
			<tbody>
				{differences.slice(0, most).map((difference) => (
					<tr key={JSON.stringify(difference.path)}>
						<th scope="row" class="code">
							{nameOfPlace(difference.path)}
						</th>
						{change.before && (
							<td class={difference.old && "old"}>
								<Shown value={difference.old} other={difference.new} path={difference.path} />
							</td>
						)}
						{change.after && (
							<td class={difference.new && "new"}>
								<Shown value={difference.new} other={difference.old} path={difference.path} />
							</td>
						)}
						{onReject && (
							<td class="reject-cell">
								<Button
									kind="quiet"
									icon="undo"
									label={`Reject the change of ${nameOfPlace(difference.path)}`}
									onClick={() => onReject(difference)}
								/>
							</td>
						)}
					</tr>
				))}
				{more > 0 && (
					<tr>
						<td colSpan={isWhole ? 2 : 4} class="faint">
							{most === MOST ? (
								`and ${more} more`
							) : (
								<button type="button" class="link" onClick={() => setOpen(true)}>
									{`and ${more} more`}
								</button>
							)}
						</td>
					</tr>
				)}
			</tbody>
		</table>
	);
}

/** What a place of an item is called. */
export function nameOfPlace(path) {
	const [part, ...inside] = path;
	if (part !== "value") return part === "ttl" ? "expires" : part;
	return inside.length === 0 ? "value" : pathText(inside);
}

/**
 * A value beside another one: what differs is marked, and of a long text only that part is shown. The kind is named where
 * it differs.
 */
export function Shown({ value, other, path }) {
	if (value === undefined) return <span class="faint">none</span>;
	if (path[0] === "ttl") return <span>{moment(Number(value.N))}</span>;
	const kind = kindOf(value);
	const isSameKind = other !== undefined && kindOf(other) === kind;
	const { head, part, tail } = excerpt(textOf(value), isSameKind && isText(kind) ? textOf(other) : "");
	// Of two words that share a letter or two, no part is what differs.
	const isMarked = head.length + tail.length > part.length;
	return (
		<>
			<pre class={isNested(kind) ? "" : `kind-${kind}`}>
				{head}
				{isMarked ? <mark>{part}</mark> : part}
				{tail}
			</pre>
			{other !== undefined && !isSameKind && <span class="faint"> {nameOf(kind)}</span>}
		</>
	);
}

/** Whether values of a kind are read as a text, so that a part of it may differ. */
const isText = (kind) => kind === "S" || kind === "B" || isNested(kind);

/** A string in quotes, unless it has several lines. */
const textOf = (value) => (value.S?.includes("\n") ? value.S : value.B === undefined ? toText(value) : value.B);
