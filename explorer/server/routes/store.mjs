// What the page says of the store before it reads any of it.

import { version } from "../../../package.json";
import { createOwner } from "../owner.mjs";

export const routes = [
	{
		method: "GET",
		path: "/api/store",
		run: async ({ explorer }) => ({
			...(await explorer.part(createOwner).read()),
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
