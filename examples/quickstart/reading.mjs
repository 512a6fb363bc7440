// Reading by key: one item, a collection, pages, ranges, several keys, metadata.

import { say, section, table, when } from "./print.mjs";

const keysOf = ({ items }) => items.map(({ key }) => key);
const codesOf = (result) => keysOf(result).map((key) => key.slice("country:".length));

export async function getOne(data) {
	section("Get one item");
	const poland = await data.get("country:POL");
	table(
		["country:POL", "value"],
		[
			["name.common", poland.name.common],
			["capital", poland.capital],
			["area", poland.area],
			["borders", poland.borders],
		],
	);
	const missing = await data.get("country:XXX");
	say(`A missing key, such as "country:XXX", returns ${missing}.`);
}

export async function list(data) {
	section("List a collection");
	say('The part before the colon is the collection. "country:*" lists it, sorted by key.');
	const columns = ["key", "name", "capital", "region"];
	const row = ({ key, value }) => [key, value.name.common, value.capital, value.region];

	const first = await data.get("country:*", { limit: 5 });
	table(columns, first.items.map(row));

	say("The last ones, with { reverse: true }:");
	const last = await data.get("country:*", { limit: 3, reverse: true });
	table(columns, last.items.map(row));
}

export async function page(data) {
	section("Page with next()");
	say("A page has up to 100 items, or up to 1,000 with { limit }. If more may follow, it has next().");
	const rows = [];
	let result = await data.get("country:*");
	while (result) {
		const keys = keysOf(result);
		rows.push([rows.length + 1, keys.length, keys.at(0), keys.at(-1)]);
		result = await result.next?.();
	}
	table(["page", "items", "first", "last"], rows);

	const { lastKey } = await data.get("country:*", { limit: 3 });
	const rest = await data.get("country:*", { limit: 3, start: lastKey });
	say(`A later request continues with { start: lastKey }: after ${lastKey} come ${keysOf(rest).join(", ")}.`);
}

export async function ranges(data) {
	section("Prefixes and ranges");
	say("A key may end in *, begin with a comparison, or name both ends of a range. Both ends are included.");
	const queries = ["country:CO*", "country:<AGO", "country:<=AGO", "country:>VUT", "country:>=Z", "country:POL|PRY"];
	const rows = [];
	for (const query of queries) {
		const result = await data.get(query);
		rows.push([query, result.items.length, codesOf(result)]);
	}
	table(["query", "items", "codes"], rows);
}

export async function metadata(data) {
	section("Metadata");
	say('With true or { meta: true }, get() returns the item with its metadata. Its value is in the field "value".');
	const { key, value, label1, label2, created, modified } = await data.get("country:POL", true);
	table(
		["field", "content"],
		[
			["key", key],
			["value", `an object of ${Object.keys(value).length} attributes`],
			["label1", label1],
			["label2", label2],
			["created", `a ${created.constructor.name}: ${when(created)}`],
			["modified", `a ${modified.constructor.name}: ${when(modified)}`],
		],
	);
	say("The partial update above did not change the labels.");
}

export async function getSeveral(data) {
	section("Get several items");
	say("One call takes any number of keys, from any collections. Poland and its neighbours:");
	const { borders } = await data.get("country:POL");
	const codes = ["POL", ...borders];
	const { items } = await data.get(codes.map((code) => `country:${code}`));
	table(
		["key", "name", "capital", "area (km²)"],
		items.map(({ key, value }) => [key, value.name.common, value.capital, value.area]),
	);
	say("The items come in the order of the keys. Missing items are left out.");
}
