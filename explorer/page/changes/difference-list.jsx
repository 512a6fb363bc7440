// The differences of a change, one a row: the old value beside the new one, and a button that takes it back.

import { Button } from "../parts/button.jsx";
import { moment } from "../parts/format.mjs";
import { isNested, kindOf, nameOf, preview } from "../values/kinds.mjs";
import { pathText } from "../values/paths.mjs";
import { toText } from "../values/text.mjs";

/** Rows that are shown of one change. */
const MOST = 200;
/** A text that is longer is cut. */
const MOST_TEXT = 2_000;

/** @param {{ differences: object[], onReject?: (difference: object) => void }} props */
export const DifferenceList = ({ differences, onReject }) => (
	<table class="review-table">
		<colgroup>
			<col class="place" />
			<col />
			<col />
			{onReject && <col class="reject" />}
		</colgroup>
		<thead class="unseen">
			<tr>
				<th scope="col">Attribute</th>
				<th scope="col">Old</th>
				<th scope="col">New</th>
				{onReject && <th scope="col">Reject</th>}
			</tr>
		</thead>
		<tbody>
			{differences.length === 0 && (
				<tr>
					<td colSpan={4} class="faint">
						an empty object
					</td>
				</tr>
			)}
			{differences.slice(0, MOST).map((difference) => (
				<tr key={JSON.stringify(difference.path)}>
					<th scope="row" class="code">
						{nameOfPlace(difference.path)}
					</th>
					<td class={difference.old && "old"}>
						<Shown value={difference.old} other={difference.new} path={difference.path} />
					</td>
					<td class={difference.new && "new"}>
						<Shown value={difference.new} other={difference.old} path={difference.path} />
					</td>
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
			{differences.length > MOST && (
				<tr>
					<td colSpan={4} class="faint">
						and {differences.length - MOST} more
					</td>
				</tr>
			)}
		</tbody>
	</table>
);

/** What a place of an item is called. */
export function nameOfPlace(path) {
	const [part, ...inside] = path;
	if (part !== "value") return part === "ttl" ? "expires" : part;
	return inside.length === 0 ? "value" : pathText(inside);
}

/** A value with its kind, if that says more than the value; `other` is what it stands beside. */
export function Shown({ value, other, path }) {
	if (value === undefined) return <span class="faint">none</span>;
	if (path[0] === "ttl") return <span>{moment(Number(value.N))}</span>;
	const kind = kindOf(value);
	const isOtherKind = other !== undefined && kindOf(other) !== kind;
	const isLine = !isNested(kind) && !value.S?.includes("\n");
	return (
		<>
			{isLine ? (
				<span class={`code kind-${kind}`}>{preview(value, 200)}</span>
			) : (
				<pre>{(value.S ?? toText(value)).slice(0, MOST_TEXT)}</pre>
			)}
			{isOtherKind && <span class="faint kind-name"> {nameOf(kind)}</span>}
		</>
	);
}
