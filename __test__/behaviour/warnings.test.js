"use strict";

// Hints are given once per process, or never if they are turned off.

const { warn, warnOnce } = require("../../lib/warnings");

let emitted;

beforeEach(() => {
	emitted = jest.spyOn(process, "emitWarning").mockImplementation(() => {});
	delete process[Symbol.for("ampt-data.hints")];
});

afterEach(() => {
	delete process.env.AMPT_DATA_WARNINGS;
	emitted.mockRestore();
});

test("a hint is given once, even with other hints in between", () => {
	for (let round = 0; round < 3; round++) {
		warnOnce("UNKNOWN_OPTION", "one");
		warnOnce("UNKNOWN_OPTION", "two");
		warnOnce("OTHER", "one");
	}
	expect(emitted.mock.calls).toStrictEqual([
		["one", { type: "AmptDataWarning", code: "UNKNOWN_OPTION" }],
		["two", { type: "AmptDataWarning", code: "UNKNOWN_OPTION" }],
		["one", { type: "AmptDataWarning", code: "OTHER" }],
	]);
});

test("a hint is given once however often the module is loaded", () => {
	warnOnce("UNKNOWN_OPTION", "one");
	jest.isolateModules(() => require("../../lib/warnings").warnOnce("UNKNOWN_OPTION", "one"));
	expect(emitted).toHaveBeenCalledTimes(1);
});

test("AMPT_DATA_WARNINGS=off silences only hints", () => {
	process.env.AMPT_DATA_WARNINGS = "off";
	warnOnce("UNKNOWN_OPTION", "one");
	warn("EVENT_DROPPED", "lost");
	warn("EVENT_DROPPED", "lost");
	expect(emitted.mock.calls.map(([message]) => message)).toStrictEqual(["lost", "lost"]);

	delete process.env.AMPT_DATA_WARNINGS;
	warnOnce("UNKNOWN_OPTION", "one");
	expect(emitted).toHaveBeenCalledTimes(3);
});

test("hints about ever new names stop", () => {
	for (let name = 0; name < 1000; name++) warnOnce("UNKNOWN_OPTION", `name ${name}`);
	expect(emitted.mock.calls.length).toBeLessThan(1000);
});
