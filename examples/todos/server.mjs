// Starts the application, and ends it cleanly.

import { data } from "ampt-data";
import { createApp } from "./app.mjs";

const stopping = new AbortController();

const server = createApp({ stopping: stopping.signal }).listen(Number(process.env.PORT ?? 3000), (error) => {
	if (error) throw error;
	console.log(`http://localhost:${server.address().port}`);
});

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);

async function stop() {
	// In this order: the requests under way still need the store.
	stopping.abort();
	await new Promise((resolve) => server.close(resolve));
	await data.close();
}
