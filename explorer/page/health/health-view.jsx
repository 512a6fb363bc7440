// What the store holds and how it is: figures, what is large, the file or the table, what is wrong.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { Card, Cards } from "../parts/cards.jsx";
import { Failure } from "../parts/failure.jsx";
import { count, plural, size, span } from "../parts/format.mjs";
import { JobProgress } from "../parts/job-progress.jsx";
import { get } from "../state/api.mjs";
import { now } from "../state/clock.mjs";
import { useJob } from "../state/jobs.mjs";
import { isTable } from "../state/store.mjs";
import { sayError } from "../state/toasts.mjs";
import { Check } from "./check.jsx";
import { LargestCollections, LargestItems } from "./largest.jsx";
import { File, Labels, Table, Usage } from "./parts.jsx";
import "./health.css";

/** What was read last, kept while other views are shown: `{ stat, at }`. */
const known = signal(undefined);
/** What reading a table costs, as it says itself: `{ items, bytes, readUnits }`. */
const cost = signal(undefined);

export function HealthView() {
	const job = useJob();
	const read = async () => {
		const { state, result } = await job.start({ kind: "stat", largest: 10 });
		if (state === "done") known.value = { stat: result, at: Date.now() / 1000 };
	};
	useEffect(() => {
		if (isTable.value) askCost();
		else if (known.value === undefined) read();
	}, []);
	return (
		<Cards title="Health" class="health" head={<Head job={job} onRead={read} />}>
			{job.progress?.state === "failed" && <Failure error={job.progress.error} />}
			{known.value === undefined ? <Unknown job={job} onRead={read} /> : <Known stat={known.value.stat} />}
			{isTable.value && <Usage />}
			<Check />
		</Cards>
	);
}

function askCost() {
	get("collections")
		.then(({ scan }) => {
			cost.value = scan;
		})
		.catch(sayError);
}

function Head({ job, onRead }) {
	if (known.value === undefined) return null;
	if (job.isRunning) return <JobProgress progress={job.progress} label="Reading all items" onStop={job.stop} />;
	return (
		<>
			<span class="faint">{readAgo()}</span>
			<Button icon="refresh" onClick={onRead}>
				Read again
			</Button>
		</>
	);
}

function readAgo() {
	const seconds = now.value - known.value.at;
	return seconds < 5 ? "Read just now" : `Read ${span(seconds)} ago`;
}

function Unknown({ job, onRead }) {
	if (job.isRunning) {
		return (
			<Card title="What the store holds">
				<JobProgress progress={job.progress} label="Reading all items" onStop={job.stop} />
			</Card>
		);
	}
	return (
		<Card title="What the store holds" class="ask">
			<p>{isTable.value ? costText() : "Nothing was counted yet."}</p>
			<Button kind="primary" icon="play" onClick={onRead}>
				{isTable.value ? "Read the whole table" : "Read all items"}
			</Button>
		</Card>
	);
}

function costText() {
	if (cost.value == null) return "To count, the explorer reads the whole table. DynamoDB bills each item that is read.";
	const { items, bytes, readUnits } = cost.value;
	const units = readUnits === undefined ? "" : `, which is about ${plural(Math.ceil(readUnits), "read unit")}`;
	return `To count, the explorer reads the whole table: about ${plural(items, "item")}, ${size(bytes)}${units}. DynamoDB bills these.`;
}

const Known = ({ stat }) => (
	<>
		<Figures stat={stat} />
		{stat.file && <File file={stat.file} />}
		{stat.table && <Table table={stat.table} />}
		<div class="pair">
			<LargestCollections collections={stat.collections} bytes={stat.bytes} />
			<LargestItems items={stat.largest} />
		</div>
		<Labels labels={stat.labels} items={stat.items} />
	</>
);

function Figures({ stat: { items, bytes, expiring, expired, unreadable } }) {
	const figures = [
		["Items", count(items)],
		["Size", size(bytes)],
		["An item on average", items === 0 ? "–" : size(bytes / items)],
		["Will expire", count(expiring)],
		["Expired, not removed", count(expired)],
	];
	if (unreadable > 0) figures.push(["Cannot be read", count(unreadable)]);
	return (
		<dl class="figures">
			{figures.map(([name, figure]) => (
				<div key={name} class={name === "Cannot be read" ? "wrong" : ""}>
					<dt>{name}</dt>
					<dd>{figure}</dd>
				</div>
			))}
		</dl>
	);
}
