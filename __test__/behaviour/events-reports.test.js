"use strict";

// Reports and warnings about handlers that fail.

const { freshStore } = require("../support/store");
const { retries } = require("../support/events");

let data;
let reports;

beforeEach(async () => {
	data = await freshStore();
	reports = retries(data);
});

async function raise(error) {
	throw error;
}

test("every attempt is reported, with delays that double", async () => {
	let fails = 3;
	data.on("updated", { group: "mail" }, () => {
		if (fails-- > 0) throw new Error(`${fails} left`);
	});
	const before = await data.set("list:a", 1, { meta: true });
	const after = await data.set("list:a", 2, { meta: true });
	await data.events.idle();

	expect(reports).toStrictEqual(
		[1, 2, 3].map((attempts) => ({
			group: "mail",
			event: { name: "updated", item: after, previous: before },
			attempts,
			error: `Error: ${3 - attempts} left`,
			delay: expect.any(Number),
		})),
	);
	for (const [index, { delay }] of reports.entries()) {
		expect(delay).toBeGreaterThanOrEqual(100 * 2 ** index);
		expect(delay).toBeLessThanOrEqual(200 * 2 ** index);
	}
});

test("every listener gets reports until it is removed, whatever the other listeners do", async () => {
	const warned = jest.spyOn(process, "emitWarning").mockImplementation(() => {});
	const heard = [];
	const removed = data.events.on("retry", () => heard.push("removed"));
	data.events.on("retry", () => {
		throw new Error("a listener");
	});
	data.events.on("retry", () => raise(new Error("a listener, later")));
	data.events.on("retry", () => heard.push("last"));
	data.events.on("dropped", () => heard.push("dropped"));
	data.events.on("gap", () => heard.push("gap"));
	removed.remove();
	removed.remove();
	let fails = 1;
	data.on("created", () => {
		if (fails-- > 0) throw new Error("once");
	});

	await data.set("a", 1);
	await data.events.idle();

	expect(heard).toStrictEqual(["last"]);
	expect(warned.mock.calls.map(([message, { code }]) => [code, message])).toStrictEqual([
		["LISTENER_FAILED", "A function of 'data.events.on' failed: Error: a listener"],
		["LISTENER_FAILED", "A function of 'data.events.on' failed: Error: a listener, later"],
	]);
	warned.mockRestore();
});

test("without a listener, each failing event causes one warning", async () => {
	const warned = jest.spyOn(process, "emitWarning").mockImplementation(() => {});
	const silent = await freshStore();
	let fails = 2;
	silent.on("created", () => {
		if (fails-- > 0) throw new Error("Away");
	});

	await silent.set("list:a", 1);
	await silent.events.idle();

	expect(warned.mock.calls).toStrictEqual([
		[
			expect.stringMatching(
				/^A handler failed and will be retried in \d+ ms, .*: 'created' of 'list:a' \(group 'default'\): Error: Away$/,
			),
			{ type: "AmptDataWarning", code: "HANDLER_FAILED" },
		],
	]);
	warned.mockRestore();
});
