/** The suites that must pass on every store. */
export const SUITES = ["__test__/golden.test.js", "__test__/behaviour", "__test__/documentation"];
