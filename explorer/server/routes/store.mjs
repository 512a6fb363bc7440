// What the page says of the store before it reads any of it.

import { version } from "../../../package.json";

export const routes = [
	{
		method: "GET",
		path: "/api/store",
		run: ({ explorer }) => ({
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
