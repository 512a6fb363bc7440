// What the page says of the store before it reads any of it.

import { version } from "../../../package.json";

export const routes = [
	{
		method: "GET",
		path: "/api/store",
		run: async ({ explorer }) => ({
			...(await ownerOf(explorer)),
			...explorer.place,
			readOnly: explorer.readOnly,
			canListen: explorer.canListen,
			version,
		}),
	},
	{
		method: "GET",
		path: "/api/usage",
		run: ({ explorer }) => explorer.data.usage(),
	},
];

/** Where a table is and whose, as DynamoDB tells it: its URL may leave the region to the environment. */
async function ownerOf({ data, place }) {
	if (place.kind !== "dynamodb") return {};
	try {
		const { table } = await data.stat({ items: false });
		return { ...(table.region && { region: table.region }), ...(table.account && { account: table.account }) };
	} catch {
		// The page shows what is wrong with the table when it reads its items.
		return {};
	}
}
