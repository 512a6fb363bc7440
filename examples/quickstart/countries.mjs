// The items to store: one for each country of the npm package `world-countries`.

import countries from "world-countries";

// Labels sort as text: without the zeros, rank 10 would come before rank 2.
const RANK_DIGITS = 4;

// An unknown area is -1.
const largestFirst = countries
	.filter(({ area }) => area > 0)
	.sort((a, b) => b.area - a.area || (a.cca3 < b.cca3 ? -1 : 1));
const rankOf = new Map(largestFirst.map(({ cca3 }, index) => [cca3, index + 1]));

export const regions = [...new Set(countries.map(({ region }) => region))].sort();

export const unranked = countries.filter(({ cca3 }) => !rankOf.has(cca3)).map(({ name }) => name.common);

export const padRank = (rank) => String(rank).padStart(RANK_DIGITS, "0");

export const items = countries.map((country) => {
	const rank = rankOf.get(country.cca3);
	return {
		key: `country:${country.cca3}`,
		value: country,
		label1: `region-${country.region}:${country.name.common}`,
		label2: rank && `area:${padRank(rank)}`,
	};
});
