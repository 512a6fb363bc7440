// Writing: seed, partial updates, counters, defaults, conditions, expiry, removal.

import { items as countries, unranked } from "./countries.mjs";
import { say, section, table, when } from "./print.mjs";

export async function seed(data) {
	section("Seed");
	const { items } = await data.seed(countries, true);
	const labelled = await data.scan({ label: "label2", count: true });
	const { key, label1, label2 } = countries.find(({ key }) => key === "country:POL");
	say(`seed(countries, true) emptied the store, then stored ${items} countries of the npm package "world-countries".`);
	table(
		["name", "format", "Poland's", "countries"],
		[
			["key", "country:CODE", key, items],
			["label1", "region-REGION:NAME", label1, items],
			["label2", "area:RANK", label2, labelled.count],
		],
	);
	say(
		"The package has no populations, so label2 ranks the countries by area, largest first.",
		`It has no area for ${unranked.join(", ")}: that country has no label2.`,
	);
}

export async function updateInPart(data) {
	section("Update in part");
	say("set() changes the attributes that you pass, removes those that are null, and keeps the others.");
	const before = await data.get("country:POL");
	const after = await data.set("country:POL", { capital: ["Warszawa"], visited: true, cioc: null });
	table(
		["attribute", "before", "after"],
		["capital", "visited", "cioc", "area"].map((name) => [name, before[name], after[name]]),
	);
}

export async function counters(data) {
	section("Count");
	say("add() is atomic: concurrent calls lose no count. One call for each country, all at once:");
	const byRegion = "quickstart:countries-by-region";
	await Promise.all(countries.map(({ value }) => data.add(byRegion, value.region, 1)));
	const counts = await data.get(byRegion);
	table(
		["region", "countries"],
		Object.keys(counts)
			.sort()
			.map((region) => [region, counts[region]]),
	);

	const up = await data.add("quickstart:visits", 10);
	const down = await data.add("quickstart:visits", -3);
	say(`The value of a key may be a number itself: ${up}, and after add(-3), ${down}.`);

	await data.set("quickstart:trip", { stops: 1, km: 570, to: "Berlin" });
	const trip = await data.set("quickstart:trip", { stops: { $add: 1 }, km: { $add: 350 }, to: "Prague" });
	say(`$add works next to plain attributes: ${trip.stops} stops, ${trip.km} km, the last in ${trip.to}.`);
}

export async function defaults(data) {
	section("Defaults and existence checks");
	say("A default is used only for an attribute that is neither stored nor passed to set():");
	const options = { default: { language: "en", units: "km", perPage: 20 } };
	const first = await data.set("quickstart:settings", { language: "pl" }, options);
	await data.set("quickstart:settings", { units: "mi" });
	const second = await data.set("quickstart:settings", { perPage: 50 }, options);
	table(
		["attribute", "default", "first", "second"],
		Object.entries(options.default).map(([name, value]) => [name, value, first[name], second[name]]),
	);

	say("With { exists: false }, the key must be new; with { exists: true }, it must exist:");
	const rows = [];
	for (const [key, exists] of [
		["country:POL", false],
		["country:XXX", true],
	]) {
		const error = await data.set(key, { visited: true }, { exists }).catch((reason) => reason);
		rows.push([key, exists, error.message, error.code]);
	}
	table(["key", "exists", "error", "code"], rows);
}

export async function expiry(data) {
	section("Time to live");
	say("An item with a ttl expires: get() no longer returns it. A ttl is a number of seconds or a date.");
	const session = await data.set("quickstart:session", "open", { ttl: 3600, meta: true });
	const minutes = Math.round((session.ttl - session.modified) / 60_000);
	const offer = await data.set("quickstart:offer", "open", { ttl: "2099-12-31", meta: true });
	await data.set("quickstart:past", "open", { ttl: "2020-01-01" });
	table(
		["ttl", "expires", "get()"],
		[
			["3600", `${minutes} minutes from now`, await data.get(session.key)],
			["2099-12-31", when(offer.ttl), await data.get(offer.key)],
			["2020-01-01", "at once", await data.get("quickstart:past")],
		],
	);
}

export async function remove(data) {
	section("Remove");
	const removed = await data.remove("quickstart:visits");
	say(`remove() returns ${removed} for a key, and get() then returns ${await data.get("quickstart:visits")}.`);
	say("One call takes any number of keys. These remain from the sections above:");
	const { items } = await data.get("quickstart:*");
	const keys = items.map(({ key }) => key);
	table(
		["key"],
		keys.map((key) => [key]),
	);
	await data.remove(keys);
	say(`Items left in "quickstart:*": ${(await data.get("quickstart:*")).items.length}.`);
}

export async function scanCount(data) {
	section("Count all items");
	const all = await data.scan({ count: true });
	const ranked = await data.scan({ label: "label2", count: true });
	table(
		["scan", "items"],
		[
			["{ count: true }", all.count],
			['{ label: "label2", count: true }', ranked.count],
		],
	);
}
