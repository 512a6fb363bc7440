import { SUITES } from "./scripts/suites.mjs";

// `AMPT_TEST_STORE` names the stores: `embedded` (the default), `dynamodb`, or both with a comma between them.
const stores = (process.env.AMPT_TEST_STORE ?? "embedded").split(",");

/** What a run on one store needs. */
const onStore = (store) => ({
	globals: { testStore: store },
	globalSetup: "<rootDir>/__test__/support/global-setup.js",
	globalTeardown: "<rootDir>/__test__/support/global-teardown.js",
	testMatch: ["<rootDir>/__test__/**/*.test.js"],
	// `npm run release` puts packages there, which have the names of this one.
	modulePathIgnorePatterns: ["<rootDir>/npm/"],
});

/** The suites that must pass on every store. */
const shared = SUITES.map((suite) => `<rootDir>/${suite.endsWith(".js") ? suite : `${suite}/**/*.test.js`}`);

/** @type {import("jest").Config} */
export default {
	testTimeout: 60_000,
	...(stores.length === 1
		? onStore(stores[0])
		: {
				projects: stores.map((store) => ({
					...onStore(store),
					displayName: store,
					...(store !== "embedded" && { testMatch: shared }),
				})),
			}),
};
