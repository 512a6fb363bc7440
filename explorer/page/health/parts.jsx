// The file of an embedded store, the description of a table, what requests have cost, and the labels.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { Card } from "../parts/cards.jsx";
import { count, plural, size } from "../parts/format.mjs";
import { Badge, Notice } from "../parts/small.jsx";
import { get } from "../state/api.mjs";
import { sayError } from "../state/toasts.mjs";
import { Bar } from "./bar.jsx";

/** So much of a file that is free is worth a word, from a size on at which it matters. */
const MUCH_FREE = 0.5;
const SMALL = 64 * 1024 * 1024;

export function File({ file }) {
	const { free, used, map, readers } = file;
	const isMuchFree = file.size > SMALL && free / file.size > MUCH_FREE;
	return (
		<Card title="File">
			<Bar share={used / file.size} />
			<dl class="facts">
				<Fact name="Size">{size(file.size)}</Fact>
				<Fact name="Holds data">{`${size(used)}, ${percent(used / file.size)}`}</Fact>
				<Fact name="Free, used by later writes">{`${size(free)}, ${percent(free / file.size)}`}</Fact>
				<Fact name="Address space, costs nothing" title="It is reserved for the file, takes no memory, and grows.">
					{size(map)}
				</Fact>
				<Fact
					name="Threads that read"
					title="Those that read now, and those that did since a first process opened the store."
				>
					{count(readers)}
				</Fact>
			</dl>
			{isMuchFree && (
				<Notice>
					Much of the file is free. Later writes use it. To make the file smaller, end the programs that use the store
					and run <code>npx ampt-data compact</code>.
				</Notice>
			)}
		</Card>
	);
}

export const Table = ({ table: { status, billing, items, bytes } }) => (
	<Card title="Table">
		<dl class="facts">
			<Fact name="Status">
				<Badge kind={status === "ACTIVE" ? "good" : "warn"}>{status}</Badge>
			</Fact>
			<Fact name="Billing">{BILLING[billing] ?? billing}</Fact>
			<Fact name="Rows" title="As DynamoDB counted them within the last six hours or so.">
				about {count(items)}
			</Fact>
			<Fact name="Size" title="As DynamoDB counted it within the last six hours or so.">
				about {size(bytes)}
			</Fact>
		</dl>
	</Card>
);

const BILLING = { PAY_PER_REQUEST: "per request", PROVISIONED: "provisioned capacity" };

const usage = signal(undefined);

/** What the requests of this explorer have cost since it was started. */
export function Usage() {
	const refresh = () =>
		get("usage").then((answer) => {
			usage.value = answer;
		}, sayError);
	useEffect(() => {
		refresh();
	}, []);
	if (usage.value === undefined) return null;
	const { requests, retries, throttled, readUnits, writeUnits } = usage.value;
	return (
		<Card
			title="Requests since the explorer was started"
			action={<Button kind="quiet" icon="refresh" label="Refresh" onClick={refresh} />}
		>
			<dl class="facts">
				<Fact name="Requests">{count(requests)}</Fact>
				{readUnits !== undefined && <Fact name="Read units">{units(readUnits)}</Fact>}
				{writeUnits !== undefined && <Fact name="Write units">{units(writeUnits)}</Fact>}
				<Fact name="Sent again">{count(retries)}</Fact>
				<Fact name="Throttled">
					{throttled === 0 ? "never" : <span class="wrong">{plural(throttled, "time")}</span>}
				</Fact>
			</dl>
			{throttled > 0 && (
				<Notice kind="warn">
					DynamoDB has refused requests, because the table's capacity was used up. They were sent again. If it goes on,
					raise the capacity of the table, or read and write less at a time.
				</Notice>
			)}
		</Card>
	);
}

const units = (number) => number.toLocaleString("en-US", { maximumFractionDigits: 1 });

export function Labels({ labels, items }) {
	const used = Object.entries(labels).filter(([, labeled]) => labeled > 0);
	if (used.length === 0) return null;
	return (
		<Card title="Labels">
			<dl class="facts">
				{used.map(([label, labeled]) => (
					<Fact key={label} name={label}>
						{`${plural(labeled, "item")}, ${percent(labeled / items)}`}
					</Fact>
				))}
			</dl>
		</Card>
	);
}

const Fact = ({ name, title, children }) => (
	<div title={title}>
		<dt>{name}</dt>
		<dd>{children}</dd>
	</div>
);

const percent = (share) => (share > 0 && share < 0.01 ? "under 1%" : `${Math.round(share * 100)}%`);
