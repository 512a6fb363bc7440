// The first of the items that would change, so that somebody sees what a query has selected.

import { Summary } from "../parts/differences.jsx";
import { count } from "../parts/format.mjs";
import { preview } from "../values/kinds.mjs";
import { keyOf, partsOf } from "../values/rows.mjs";

/**
 * @param {object} props
 * @param {object[]} [props.rows]
 * @param {{ before: object, row: object }[]} [props.changes] instead of rows: what takes the place of what
 * @param {number} props.items how many there are in all
 * @param {string} [props.title]
 * @param {(row: object) => import("preact").ComponentChildren} [props.noteOf]
 */
export const Samples = ({ rows, changes = rows.map((row) => ({ row })), items, title, noteOf }) => (
	<section class="samples" aria-label={title ?? "The first items"}>
		{title && <h3>{title}</h3>}
		{/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it, too. */}
		<div tabIndex={0}>
			<table class="table">
				<tbody>
					{changes.map(({ row, before }) => (
						<tr key={keyOf(row)}>
							<th scope="row" class="code ellipsis" title={keyOf(row)}>
								{keyOf(row)}
							</th>
							<td class="code ellipsis quiet">
								{before ? <Summary before={before} after={row} /> : preview(partsOf(row).M.value, 120)}
							</td>
							{noteOf && <td class="note ellipsis">{noteOf(row)}</td>}
						</tr>
					))}
				</tbody>
			</table>
		</div>
		{items > changes.length && <p class="faint">{`The first ${count(changes.length)} of ${count(items)}.`}</p>}
	</section>
);
