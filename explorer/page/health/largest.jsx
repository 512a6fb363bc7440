// The largest collections and items, each with a link to it.

import { Card } from "../parts/cards.jsx";
import { count, size } from "../parts/format.mjs";
import { Link } from "../parts/link.jsx";
import { Bar } from "./bar.jsx";

/** The most bytes that an item can have. */
const MOST = 400 * 1024;

export const LargestCollections = ({ collections, bytes: all }) => (
	<Largest
		title="Largest collections"
		heads={["Collection", "Items", "Size"]}
		share="Share of the store"
		rows={collections.map(({ name, items, bytes }) => [
			name,
			// Items without a colon have no collection that could be shown.
			name !== null && { view: undefined, q: `${name}:*`, item: undefined },
			[count(items), size(bytes)],
			all === 0 ? 0 : bytes / all,
		])}
	/>
);

export const LargestItems = ({ items }) => (
	<Largest
		title="Largest items"
		heads={["Key", "Size"]}
		share="Share of the 400 KB that an item can have"
		rows={items.map(({ key, bytes }) => [key, { item: key }, [size(bytes)], bytes / MOST])}
		high={0.8}
	/>
);

/** `rows`: `[name, where it leads, numbers, share]` */
function Largest({ title, heads: [head, ...numbers], share, rows, high = 2 }) {
	return (
		<Card title={title}>
			{rows.length === 0 ? (
				<p class="quiet">There is none.</p>
			) : (
				<table class="table sizes">
					<thead>
						<tr>
							<th scope="col">{head}</th>
							{numbers.map((number) => (
								<th key={number} scope="col" class="number">
									{number}
								</th>
							))}
							<th scope="col">
								<span class="unseen">{share}</span>
							</th>
						</tr>
					</thead>
					<tbody>
						{rows.map(([name, to, figures, part]) => (
							<tr key={name}>
								<td class="ellipsis">
									{to ? (
										<Link class="code" to={to}>
											{name}
										</Link>
									) : (
										<span class="quiet">Single items</span>
									)}
								</td>
								{figures.map((figure, index) => (
									<td key={numbers[index]} class="number">
										{figure}
									</td>
								))}
								<td class="share">
									<Bar share={part} isHigh={part > high} />
								</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
		</Card>
	);
}
