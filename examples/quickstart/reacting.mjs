// Reacting to changes: what a handler receives, and how a program waits for it.

import { say, section, table } from "./print.mjs";

export async function react(data) {
	section("React to changes");
	say("on() calls a handler for each change of the matching keys. Await events.idle() to wait for all handlers.");
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
