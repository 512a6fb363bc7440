// Files for an import, piece by piece.

import { badRequest } from "../refusal.mjs";
import { uploadsOf } from "../uploads.mjs";

export const routes = [
	{
		method: "POST",
		path: "/api/uploads",
		changes: true,
		run: ({ explorer, body: { name } }) => ({ id: explorer.part(uploadsOf).begin(name) }),
	},
	{
		method: "POST",
		path: "/api/uploads/:id",
		changes: true,
		async run({ explorer, params, body: { base64, last = false } }) {
			if (typeof last !== "boolean") throw badRequest("'last' must be true or false.");
			return { bytes: await explorer.part(uploadsOf).add(params.id, base64, last) };
		},
	},
];
