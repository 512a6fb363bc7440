// The first of the items that would change, so that somebody sees what a query has selected.

import { count } from "../parts/format.mjs";
import { preview } from "../values/kinds.mjs";
import { keyOf, partsOf } from "../values/rows.mjs";

/** @param {{ rows: object[], items: number, noteOf?: (row: object) => import("preact").ComponentChildren }} props */
export const Samples = ({ rows, items, noteOf }) => (
	<section class="samples" aria-label="The first items">
		{/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it, too. */}
		<div tabIndex={0}>
			<table class="table">
				<tbody>
					{rows.map((row) => (
						<tr key={keyOf(row)}>
							<th scope="row" class="code ellipsis" title={keyOf(row)}>
								{keyOf(row)}
							</th>
							<td class="code ellipsis quiet">{preview(partsOf(row).M.value, 120)}</td>
							{noteOf && <td class="note ellipsis">{noteOf(row)}</td>}
						</tr>
					))}
				</tbody>
			</table>
		</div>
		{items > rows.length && <p class="faint">{`The first ${count(rows.length)} of ${count(items)}.`}</p>}
	</section>
);
