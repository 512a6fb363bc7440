// Types of `ampt-data/explorer`, written by hand.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Data } from "ampt-data";

/** What an explorer shows, and where. */
export interface ExplorerOptions {
	/** The store. */
	data: Data;
	/** The URL with which `data` was opened, for what the page says of the store. Required unless `data` is that of the environment. */
	store?: string | undefined;
	/** Whether changes are refused. Default: `true`. */
	readOnly?: boolean | undefined;
	/** Where browsers find the page, such as `http://127.0.0.1:4000`. Requests to another host are refused. */
	origin: string;
	/** The path of the page, with a slash at both ends. Default: `/`. */
	path?: string | undefined;
	/** The token of the first address: at least 43 characters that nobody can guess. Default: 32 random bytes. */
	token?: string | undefined;
	/**
	 * The handle that hears changes, or a function that opens it when somebody listens; `false` for none. A handle with
	 * `readonly` hears none of a folder. Default: `data`.
	 */
	live?: Data | (() => Data) | false | undefined;
	/** Whether `data` has the application's event handlers, so that the page can replay dead letters. Default: `true`. */
	canReplay?: boolean | undefined;
}

/** Answers the requests for a page, and for what the page asks for. */
export interface Explorer {
	(request: IncomingMessage, response: ServerResponse): Promise<void>;
	/** The address of the page, with the token in its fragment. It opens the page once. */
	readonly address: string;
	/** Makes another address, for another browser. An earlier one that was not opened opens nothing from now on. */
	newAddress(): string;
	/** Ends what is under way, and refuses all requests from then on. The handles stay open. */
	close(): Promise<void>;
}

/**
 * Makes a handler of requests that shows a store in a browser.
 *
 * @throws {TypeError} for an option that cannot be used.
 * @example
 * const server = createServer((request, response) => explorer(request, response)).listen(4000, "127.0.0.1");
 * const explorer = createExplorer({ data, origin: "http://127.0.0.1:4000" });
 * console.log(explorer.address);
 */
export declare function createExplorer(options: ExplorerOptions): Explorer;
