// What differs between an item before and after: on one line, and attribute by attribute.

import { differencesOf, summaryOf, textOf } from "./changes.mjs";
import "./differences.css";

/** On one line. Either of `before` and `after` may be absent. */
export function Summary({ before, after }) {
	const { texts, more } = summaryOf(before, after);
	const isUpdate = before && after;
	return (
		<span class="summary ellipsis code">
			{texts.map(({ name, old, now }) => (
				<span key={name}>
					{name && <span class="quiet">{name}: </span>}
					{old !== undefined && <del>{old}</del>}
					{old !== undefined && now !== undefined && <Arrow />}
					{now}
				</span>
			))}
			{more > 0 && <span class="faint">{`+${more}`}</span>}
			{texts.length === 0 && isUpdate && <span class="faint">no attribute differs</span>}
		</span>
	);
}

const Arrow = () => (
	<span class="faint">
		<span aria-hidden="true"> → </span>
		<span class="unseen"> to </span>
	</span>
);

/** As a table. */
export function Differences({ before, after }) {
	const all = differencesOf(before, after);
	if (all.length === 0) return <p class="quiet differences-none">No attribute differs.</p>;
	return (
		<table class="differences">
			<thead>
				<tr>
					<th scope="col">Attribute</th>
					{before && <th scope="col">Before</th>}
					{after && <th scope="col">After</th>}
				</tr>
			</thead>
			<tbody>
				{all.map(({ name, old, new: now }) => (
					<tr key={name}>
						<th scope="row">{name || <span class="faint">value</span>}</th>
						{before && <Value name={name} value={old} />}
						{after && <Value name={name} value={now} />}
					</tr>
				))}
			</tbody>
		</table>
	);
}

const Value = ({ name, value }) => (
	<td>{value ? <code>{textOf(name, value, 2000)}</code> : <span class="faint">none</span>}</td>
);
