"use strict";

// The folder of a store is deleted while its handlers have events: nothing waits for what can no longer be stored.

const fs = require("node:fs");
const { Data } = require("../..");
const { gate } = require("../support/events");
const { run } = require("../support/programs");
const { temporaryFolder } = require("../support/store");

const WRITES = 20;

/** Writes at once, and deletes the folder after the first write. */
async function writeAndDelete(data, folder) {
	const writes = Array.from({ length: WRITES }, (_, n) => data.set(`users:${n}`, n));
	await writes[0];
	fs.rmSync(folder, { recursive: true });
	await Promise.allSettled(writes);
}

let warned;
beforeEach(() => {
	warned = jest.spyOn(process, "emitWarning").mockImplementation();
});
afterEach(() => warned.mockRestore());

test("the handle closes, and its events are refused once", async () => {
	// Whether an event is on its way when the folder goes differs from round to round.
	for (let round = 0; round < 10; round++) {
		const folder = temporaryFolder();
		const data = Data.open(`file:${folder}`);
		data.on("*", () => {});
		await data.events.idle();
		await writeAndDelete(data, folder);
		await data.close();
		const messages = warned.mock.calls.splice(0).map(([message]) => message);
		expect(messages.length).toBeLessThanOrEqual(1);
		for (const message of messages) expect(message).toMatch(/cannot be handled any more: The folder .* was deleted/);
	}
});

test("closing waits for the handler that runs, and 'idle' is refused", async () => {
	const folder = temporaryFolder();
	const data = Data.open(`file:${folder}`);
	const [begun, ending] = [gate(), gate()];
	let ended = false;
	data.on("created:users:0", async () => {
		begun.open();
		await ending.opened;
		ended = true;
	});
	data.on("created:*", { group: "others" }, () => {});
	await data.set("users:0", 0);
	await begun.opened;
	await writeAndDelete(data, folder);
	const idle = data.events.idle();
	const closed = data.close().then(() => ended);
	ending.open();
	await expect(idle).rejects.toMatchObject({ code: "STORE_GONE" });
	expect(await closed).toBe(true);
});

test("the process ends", async () => {
	const folder = temporaryFolder();
	const lines = await run(
		`file:${folder}`,
		`data.on("*", () => {});
		await data.events.idle();
		const writes = Array.from({ length: ${WRITES} }, (_, n) => data.set("users:" + n, n));
		await writes[0];
		require("node:fs").rmSync(${JSON.stringify(folder)}, { recursive: true });
		await Promise.allSettled(writes);
		say("written");`,
	);
	expect(lines).toEqual(["written"]);
});
