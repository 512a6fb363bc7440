// The groups of handlers, how far they are behind, and the events that they gave up.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { Card, Cards } from "../parts/cards.jsx";
import { Failure } from "../parts/failure.jsx";
import { Empty } from "../parts/small.jsx";
import { get } from "../state/api.mjs";
import { DeadLetters } from "./dead-letters.jsx";
import { Groups } from "./groups.jsx";
import "./events.css";

/** What `/api/events` says, or `{ error }`. */
const events = signal(undefined);
const isReading = signal(false);

async function refreshEvents() {
	isReading.value = true;
	try {
		events.value = await get("events");
	} catch (error) {
		events.value = { error };
	} finally {
		isReading.value = false;
	}
}

export function EventsView() {
	useEffect(() => {
		refreshEvents();
	}, []);
	return (
		<Cards
			title="Events"
			head={
				<Button icon="refresh" disabled={isReading.value} onClick={refreshEvents}>
					{isReading.value ? "Reading…" : "Refresh"}
				</Button>
			}
		>
			{events.value?.error && <Failure error={events.value.error} />}
			{events.value?.groups && <Known events={events.value} />}
		</Cards>
	);
}

const Known = ({ events: { groups, collections, canReplay } }) => (
	<>
		<Card title="Groups of handlers">
			{groups.length === 0 ? (
				<Empty icon="bolt" title="No group is known">
					A program that calls <code>data.on("created:orders:*", …)</code> makes one. It then appears here, with the
					events that wait for it.
				</Empty>
			) : (
				<Groups groups={groups} onForgotten={refreshEvents} />
			)}
		</Card>
		<DeadLetters collections={collections} canReplay={canReplay} />
	</>
);
