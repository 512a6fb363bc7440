/** The suites that must pass on every store. */
export const SUITES = [
	"__test__/golden.test.js",
	"__test__/behaviour",
	"__test__/browser",
	"__test__/command-line",
	"__test__/documentation",
	"__test__/explorer",
	"__test__/examples/todos.test.js",
	"__test__/examples/jobs.test.js",
];

/** The suites that keep all processors busy. Beside others they would delay what those expect within seconds. */
export const HEAVY = [
	"__test__/processes/",
	"__test__/browser/",
	"__test__/dynamodb/(events-load|faults|random-faults)",
];
