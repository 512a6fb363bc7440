"use strict";

// What the tests of `data.on` have in common.

/** Collects the events with these names. */
function collect(data, names, config = {}) {
	const events = [];
	data.on(names, config, (event) => {
		events.push(event);
	});
	return events;
}

/** Events as "name key", those of each namespace in order. The order of namespaces is nobody's promise. */
function names(events) {
	const namespace = ({ item }) => item.key.split(":", 1)[0];
	const order = [...new Set(events.map(namespace))].sort();
	return order.flatMap((each) =>
		events.filter((event) => namespace(event) === each).map(({ name, item }) => `${name} ${item.key}`),
	);
}

/** Collects the reports of handlers that are tried again, which keeps them from being warnings. */
function retries(data) {
	const reports = [];
	data.events.on("retry", (report) => {
		reports.push(report);
	});
	return reports;
}

/** A promise that is resolved from outside. */
function gate() {
	let open;
	const opened = new Promise((resolve) => {
		open = resolve;
	});
	return { open, opened };
}

module.exports = { collect, gate, names, retries };
