// Reading by label: the same items in another order.

import { padRank, regions } from "./countries.mjs";
import { say, section, table } from "./print.mjs";

const nameOf = ({ value }) => value.name.common;

export async function byRegion(data) {
	section("Label 1: countries by region and name");
	say('label1 is "region-REGION:NAME": one collection for each region, sorted by name.');
	const rows = [];
	for (const region of regions) {
		const { items } = await data.getByLabel("label1", `region-${region}:*`, { limit: 1000 });
		rows.push([region, items.length, nameOf(items.at(0)), nameOf(items.at(-1))]);
	}
	table(["region", "countries", "first", "last"], rows);
	say('Labels sort by UTF-8 bytes, so the "Å" of the Åland Islands comes after "V".');

	say('Prefixes and ranges work on labels too. The query "region-Europe:S*":');
	const { items } = await data.getByLabel("label1", "region-Europe:S*");
	table(
		["key", "name", "subregion"],
		items.map((item) => [item.key, nameOf(item), item.value.subregion]),
	);
}

export async function byArea(data) {
	section("Label 2: countries by area");
	say('label2 is "area:RANK". Ranks have leading zeros, because labels sort as text. The query "area:<=0005":');
	const columns = ["label2", "name", "area (km²)"];
	const row = (item) => [item.label2, nameOf(item), item.value.area];

	const largest = await data.getByLabel("label2", `area:<=${padRank(5)}`, { meta: true });
	table(columns, largest.items.map(row));

	say("The smallest, with { reverse: true }:");
	const smallest = await data.getByLabel("label2", "area:*", { limit: 3, reverse: true, meta: true });
	table(columns, smallest.items.map(row));

	say("Poland and its neighbours in the ranking:");
	const { label2 } = await data.get("country:POL", { meta: true });
	const rank = Number(label2.slice("area:".length));
	const around = await data.getByLabel("label2", `area:${padRank(rank - 2)}|${padRank(rank + 2)}`, { meta: true });
	table(columns, around.items.map(row));

	const exact = await data.getByLabel("label2", label2);
	say(`Several items may share a label, so even "${label2}" returns a list. Items in it: ${exact.items.length}.`);
}
