// Changes as they happen, the newest first.

import { useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { QueryBar } from "../items/query-bar.jsx";
import { Button } from "../parts/button.jsx";
import { Failure } from "../parts/failure.jsx";
import { count, plural } from "../parts/format.mjs";
import { Mark } from "../parts/mark.jsx";
import { Empty } from "../parts/small.jsx";
import { queryText } from "../state/address.mjs";
import { live, useLive } from "../state/live.mjs";
import { parameters } from "../state/query.mjs";
import { isTable, store } from "../state/store.mjs";
import { CAPACITY, createFeed, KINDS } from "./feed.mjs";
import { FeedList } from "./feed-list.jsx";
import "./live.css";

/** Kept while other views are shown, so that a look at an item loses nothing of it. */
const feed = createFeed();
/** The query that was listened to, and until when. */
let left;

export function LiveView() {
	if (!store.value.canListen) return <CannotListen />;
	return <Listening />;
}

function Listening() {
	const text = queryText.value;
	useLive(parameters.value, { isHidden: true, listener: feed.add });
	useEffect(() => {
		// Changes of another query do not belong to this one.
		if (left?.text !== text) feed.clear();
		else if (feed.shown.peek().length > 0) feed.add([{ name: "gap", from: left.at, at: new Date().toISOString() }]);
		return () => {
			left = { text, at: new Date().toISOString() };
		};
	}, [text]);
	return (
		<div class="live">
			<h1 class="unseen">Live changes</h1>
			<QueryBar />
			<Toolbar />
			<State />
			<Feed />
		</div>
	);
}

const Toolbar = () => (
	<div class="live-bar" role="toolbar" aria-label="Changes">
		<Light />
		<div class="kinds">
			{KINDS.map((kind) => (
				<Button
					key={kind}
					class="kind"
					aria-pressed={feed.kinds.value.has(kind)}
					title={`${feed.kinds.value.has(kind) ? "Hide" : "Show"} what was ${kind}`}
					onClick={() => feed.toggle(kind)}
				>
					<Mark kind={kind} />
					<span class="faint">{count(feed.counts.value[kind])}</span>
				</Button>
			))}
		</div>
		<div class="end">
			{feed.paused.value ? (
				<Button kind="primary" icon="play" onClick={feed.resume}>
					Go on{feed.waitingCount.value > 0 && ` · ${count(feed.waitingCount.value)} new`}
				</Button>
			) : (
				<Button icon="pause" onClick={feed.pause}>
					Pause
				</Button>
			)}
			<Button icon="close" onClick={feed.clear}>
				Clear
			</Button>
		</div>
	</div>
);

const WORDS = {
	off: "Not listening",
	connecting: "Connecting…",
	open: "Listening",
	waiting: "Not connected. It tries again.",
	failed: "Ended",
};

/** Whether changes come in. */
function Light() {
	const { name } = live.state.value;
	const isPaused = name === "open" && feed.paused.value;
	return (
		<span class={`light ${isPaused ? "paused" : name}`} role="status">
			<span aria-hidden="true" />
			{isPaused ? "Paused" : WORDS[name]}
		</span>
	);
}

function State() {
	const { name, error } = live.state.value;
	if (name !== "failed") return null;
	return (
		<div class="live-note">
			<Failure error={error}>
				<Button icon="refresh" onClick={live.retry}>
					Listen again
				</Button>
			</Failure>
		</div>
	);
}

function Feed() {
	const isEmpty = useComputed(() => feed.shown.value.length === 0).value;
	if (isEmpty) return live.state.value.name === "failed" ? null : <Nothing />;
	return (
		<FeedList entries={feed.shown}>
			{feed.dropped.value > 0 && (
				<p class="faint feed-end">
					{`The feed has room for ${count(CAPACITY)} changes, for fewer if they are large. ${plural(feed.dropped.value, "older change")} ${feed.dropped.value === 1 ? "is" : "are"} not shown.`}
				</p>
			)}
		</FeedList>
	);
}

function Nothing() {
	const { created, updated, deleted } = feed.counts.value;
	if (created + updated + deleted > 0) return <Empty title="No change of these kinds">Show more kinds above.</Empty>;
	if (feed.paused.value)
		return (
			<Empty icon="pause" title="Paused">
				Changes are counted, and shown when you go on.
			</Empty>
		);
	return (
		<Empty icon="bolt" title="No change yet">
			Changes by every process that uses this store appear here when they happen
			{queryText.value === "" ? "." : ", as far as the query selects the item."}
			{isTable.value && " DynamoDB bills the reading of the table's stream."}
		</Empty>
	);
}

const CannotListen = () => (
	<Empty icon="bolt" title="This explorer hears no changes">
		It was started without. To see changes, start it with 'npx ampt-data explore'.
	</Empty>
);
