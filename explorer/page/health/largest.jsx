// The largest collections and items, each with a link to it.

import { Card } from "../parts/cards.jsx";
import { count, size } from "../parts/format.mjs";
import { Link } from "../parts/link.jsx";
import { Bar } from "./bar.jsx";

/** The most that an item can have. */
const MOST = 400 * 1024;

export function LargestCollections({ collections, bytes }) {
	return (
		<Card title="Largest collections">
			{collections.length === 0 ? (
				<p class="quiet">There is none.</p>
			) : (
				<table class="table sizes">
					<thead>
						<tr>
							<th scope="col">Collection</th>
							<th scope="col" class="number">
								Items
							</th>
							<th scope="col" class="number">
								Size
							</th>
							<th scope="col">
								<span class="unseen">Share</span>
							</th>
						</tr>
					</thead>
					<tbody>
						{collections.map((collection) => (
							<tr key={collection.name}>
								<td class="ellipsis">
									<Name name={collection.name} />
								</td>
								<td class="number">{count(collection.items)}</td>
								<td class="number">{size(collection.bytes)}</td>
								<td class="share">
									<Bar share={bytes === 0 ? 0 : collection.bytes / bytes} />
								</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
		</Card>
	);
}

/** The items without a colon have no collection that could be shown. */
function Name({ name }) {
	if (name === null) return <span class="quiet">keys without a colon</span>;
	return (
		<Link class="code" to={{ view: undefined, q: `${name}:*`, item: undefined }}>
			{name}
		</Link>
	);
}

export function LargestItems({ items }) {
	return (
		<Card title="Largest items">
			{items.length === 0 ? (
				<p class="quiet">There is none.</p>
			) : (
				<table class="table sizes">
					<thead>
						<tr>
							<th scope="col">Key</th>
							<th scope="col" class="number">
								Size
							</th>
							<th scope="col">
								<span class="unseen">Share of the 400 KB that an item can have</span>
							</th>
						</tr>
					</thead>
					<tbody>
						{items.map(({ key, bytes }) => (
							<tr key={key}>
								<td class="ellipsis">
									<Link class="code" to={{ item: key }}>
										{key}
									</Link>
								</td>
								<td class="number">{size(bytes)}</td>
								<td class="share">
									<Bar share={bytes / MOST} isHigh={bytes > MOST * 0.8} />
								</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
		</Card>
	);
}
