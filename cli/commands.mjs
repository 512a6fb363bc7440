// The list of the commands. It is all that `--help` needs, so a command is loaded only when it runs.

/**
 * @typedef {object} Command
 * @property {string} name
 * @property {string} group the heading under which `--help` lists it
 * @property {string} summary what it does, as a phrase
 * @property {boolean} [changes] it changes the store, so it has `--write`
 * @property {boolean} [namesStores] its arguments name its stores, so its help leaves out `--url`
 * @property {() => Promise<{ examples: [string, string][], define(command): void, run(options, ...args): Promise<void> }>} load
 */

const ITEMS = "Items:";
const MOVE = "All data:";
const STORE = "The store:";
const MORE = "More:";

/** @type {readonly Command[]} */
export const COMMANDS = Object.freeze([
	{
		name: "ls",
		group: ITEMS,
		summary: "list the collections, or the keys of one",
		load: () => import("./commands/ls.mjs"),
	},
	{
		name: "query",
		group: ITEMS,
		summary: "show the items that an expression selects",
		load: () => import("./commands/query.mjs"),
	},
	{ name: "get", group: ITEMS, summary: "print the value of a key", load: () => import("./commands/get.mjs") },
	{ name: "count", group: ITEMS, summary: "count items", load: () => import("./commands/count.mjs") },
	{ name: "watch", group: ITEMS, summary: "print changes as they happen", load: () => import("./commands/watch.mjs") },
	{
		name: "set",
		group: ITEMS,
		summary: "store a value, or change attributes of an object",
		changes: true,
		load: () => import("./commands/set.mjs"),
	},
	{
		name: "edit",
		group: ITEMS,
		summary: "change a value in your editor",
		changes: true,
		load: () => import("./commands/edit.mjs"),
	},
	{ name: "add", group: ITEMS, summary: "add to a number", changes: true, load: () => import("./commands/add.mjs") },
	{ name: "rm", group: ITEMS, summary: "remove items", changes: true, load: () => import("./commands/rm.mjs") },
	{
		name: "export",
		group: MOVE,
		summary: "write items to a file or a pipe",
		load: () => import("./commands/export.mjs"),
	},
	{
		name: "import",
		group: MOVE,
		summary: "read items from a file or a pipe",
		changes: true,
		load: () => import("./commands/import.mjs"),
	},
	{
		name: "copy",
		group: MOVE,
		summary: "copy a store into another one",
		changes: true,
		namesStores: true,
		load: () => import("./commands/copy.mjs"),
	},
	{
		name: "explore",
		group: STORE,
		summary: "look at a store in the browser, and change it",
		namesStores: true,
		load: () => import("./commands/explore.mjs"),
	},
	{
		name: "stat",
		group: STORE,
		summary: "show what a store holds, and what is large",
		load: () => import("./commands/stat.mjs"),
	},
	{
		name: "check",
		group: STORE,
		summary: "look for what is wrong in a store",
		changes: true,
		load: () => import("./commands/check.mjs"),
	},
	{
		name: "backup",
		group: STORE,
		summary: "copy a store while it is used",
		load: () => import("./commands/backup.mjs"),
	},
	{
		name: "compact",
		group: STORE,
		summary: "make the file of a store smaller",
		changes: true,
		load: () => import("./commands/compact.mjs"),
	},
	{
		name: "events",
		group: STORE,
		summary: "list the groups of handlers, or forget one",
		changes: true,
		load: () => import("./commands/events.mjs"),
	},
	{
		name: "create-table",
		group: STORE,
		summary: "create the table of a dynamodb: URL",
		load: () => import("./commands/create-table.mjs"),
	},
	{
		name: "truncate",
		group: STORE,
		summary: "remove all items",
		changes: true,
		load: () => import("./commands/truncate.mjs"),
	},
	{
		name: "completion",
		group: MORE,
		summary: "complete commands in bash, zsh or fish",
		load: () => import("./commands/completion.mjs"),
	},
]);
