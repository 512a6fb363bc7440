// Live updates as server-sent events.

import { once } from "node:events";
import { data } from "ampt-data";
import { Router } from "express";
import { signedIn } from "./accounts.mjs";

/** How long a stream lasts. The browser then connects again by itself, which checks its session again. */
const STREAM_MS = 15 * 60_000;
/** Proxies cut connections on which nothing is sent. */
const PING_MS = 25_000;

/** `stopping` is the signal that ends all streams, which would go on for ever otherwise. */
export function live(stopping) {
	const router = Router();

	/** All lists and todos of the user as they are, then each change. It does not matter which process makes it. */
	router.get("/live", signedIn, async (req, res) => {
		const gone = new AbortController();
		res.on("close", () => gone.abort());
		const signal = AbortSignal.any([gone.signal, stopping, AbortSignal.timeout(STREAM_MS)]);
		// The connection ends with the stream, so that a server that stops need not wait for it.
		res.set({ "content-type": "text/event-stream", "cache-control": "no-store", connection: "close" }).flushHeaders();
		const ping = setInterval(() => res.write(": ping\n\n"), PING_MS);
		try {
			for await (const change of data.watch(`owned-by-${req.user}:*`, { label: "label2", signal })) {
				const isRoom = res.write(`data: ${JSON.stringify(change)}\n\n`);
				// A slow client skips what is outdated by the time it reads on: it gets the newest state of each item.
				if (!isRoom) await once(res, "drain", { signal });
			}
		} catch (error) {
			if (!signal.aborted) throw error;
		} finally {
			clearInterval(ping);
		}
		res.end();
	});

	return router;
}
