// Handlers of changes: what they receive, and how a program waits for them.

import { say, section, table } from "./print.mjs";

export async function react(data) {
	section("React to changes");
	say("on() calls a function for each change of the keys that match. A program that must wait for it awaits idle().");
	const events = [];
	const handler = data.on("*:quickstart:stay", ({ name, item, previous }) => {
		events.push([name, item.key, item.value.nights, previous?.value.nights]);
	});
	await data.set("quickstart:stay", { nights: 2 });
	await data.add("quickstart:stay", "nights", 1);
	await data.remove("quickstart:stay");
	await data.events.idle();
	handler.remove();
	table(["event", "key", "nights", "before"], events);
}
