// The application without a server.

import express from "express";
import { accounts } from "./accounts.mjs";
import { answerError, HttpError } from "./errors.mjs";
import { routes } from "./lists.mjs";
import { live } from "./live.mjs";

export function createApp({ stopping }) {
	const app = express().disable("x-powered-by");
	// JSON only: a form on another site cannot send it.
	app.use(express.json({ limit: "10kb" }));
	app.use((req, _res, next) => {
		req.body ??= {};
		next();
	});
	app.use(accounts, routes, live(stopping));
	app.use(() => {
		throw new HttpError(404, "There is no such page.");
	});
	app.use(answerError);
	return app;
}
