// An answer of server-sent events. A browser that reads too slowly loses some, and hears how many: memory does not grow.

/** What may wait for a browser, in bytes. */
const MOST_WAITING = 1024 * 1024;
/** So often a comment is sent, in milliseconds, so that nothing in between takes the connection for dead. */
const HEARTBEAT = 15_000;

export class EventStream {
	#response;
	#missed = 0;
	#heartbeat;

	/** @param {import("node:http").ServerResponse} response */
	constructor(response) {
		this.#response = response;
	}

	/** Begins the answer. */
	open() {
		const response = this.#response;
		// `no-transform`: a server in between that compresses would hold events back.
		response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store, no-transform" });
		response.on("drain", () => this.#sayMissed()).on("close", () => clearInterval(this.#heartbeat));
		this.#heartbeat = setInterval(() => this.#isFull() || response.write(":\n\n"), HEARTBEAT).unref();
		response.write(":\n\n");
	}

	/** Sends an event. */
	send(name, value) {
		// JSON has no line breaks outside of texts, and escapes those inside.
		this.#response.write(`event: ${name}\ndata: ${JSON.stringify(value)}\n\n`);
	}

	/** Sends an event if the browser keeps up. */
	offer(name, value) {
		if (this.#missed > 0 || this.#isFull()) this.#missed++;
		else this.send(name, value);
	}

	end() {
		this.#sayMissed();
		this.#response.end();
	}

	#isFull() {
		return this.#response.writableLength > MOST_WAITING;
	}

	#sayMissed() {
		const count = this.#missed;
		this.#missed = 0;
		if (count > 0) this.send("missed", { count });
	}
}
