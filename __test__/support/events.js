"use strict";

// Helpers for the tests of `data.on`.

/** Collects the events with these names. */
function collect(data, names, config = {}) {
	const events = [];
	data.on(names, config, (event) => {
		events.push(event);
	});
	return events;
}

/** Events as "name key", in order within each collection. The order of collections is not defined, so it is sorted. */
function names(events) {
	const collection = ({ item }) => item.key.split(":", 1)[0];
	const order = [...new Set(events.map(collection))].sort();
	return order.flatMap((each) =>
		events.filter((event) => collection(event) === each).map(({ name, item }) => `${name} ${item.key}`),
	);
}

/** Collects the reports of retries, so that they do not become warnings. */
function retries(data) {
	const reports = [];
	data.events.on("retry", (report) => {
		reports.push(report);
	});
	return reports;
}

/** A promise that the caller resolves. */
function gate() {
	let open;
	const opened = new Promise((resolve) => {
		open = resolve;
	});
	return { open, opened };
}

module.exports = { collect, gate, names, retries };
