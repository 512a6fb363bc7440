// A tour of `ampt-data` with the countries of the world. Each step below is a short function that prints one section of
// the output, so that you can read them side by side. `npm run quickstart` runs all steps.

import { byArea, byRegion } from "./labels.mjs";
import { react } from "./reacting.mjs";
import { getOne, getSeveral, list, metadata, page, ranges } from "./reading.mjs";
import { openStore } from "./store.mjs";
import { counters, defaults, expiry, remove, scanCount, seed, updateInPart } from "./writing.mjs";

const data = await openStore();
try {
	await seed(data);
	await getOne(data);
	await list(data);
	await page(data);
	await ranges(data);
	await byRegion(data);
	await byArea(data);
	await updateInPart(data);
	await counters(data);
	await defaults(data);
	await expiry(data);
	await metadata(data);
	await getSeveral(data);
	await react(data);
	await remove(data);
	await scanCount(data);
} finally {
	await data.close();
}
