/** The suites that every store must pass. */
export const SUITES = ["__test__/golden.test.js", "__test__/behaviour", "__test__/documentation"];
