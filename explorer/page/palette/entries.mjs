// What the palette offers: places, queries, collections, items and actions.

import { isExpression } from "../../../formats/keys.mjs";
import { parse } from "../../query/index.mjs";
import { openBulk } from "../bulk/index.mjs";
import { shown as shownChanges, staging } from "../changes/state.mjs";
import { openNewItem } from "../item/actions.mjs";
import { pastQueries } from "../items/history.mjs";
import { copyText } from "../parts/copy.jsx";
import { count } from "../parts/format.mjs";
import { go } from "../state/address.mjs";
import { get } from "../state/api.mjs";
import { collections } from "../state/collections.mjs";
import { parsed } from "../state/query.mjs";
import { canWrite } from "../state/store.mjs";
import { keyOf } from "../values/rows.mjs";
import { openKeys } from "./index.mjs";

/** How many keys are looked up for what is typed. */
const KEYS = 5;
/** How many queries come first, before anything is typed. */
const RECENT = 5;

/** @typedef {{ id: string, group: string, title: string, icon: string, hint?: string, run: () => void }} Entry */

/** Everything that is known without asking the server, in the order of an empty palette. @returns {Entry[]} */
export function knownEntries(views) {
	const past = queries();
	return [...past.slice(0, RECENT), ...places(views), ...actions(), ...inStore(), ...past.slice(RECENT)];
}

function places(views) {
	return views.map(({ id, title, icon }) => ({
		id: `view ${id}`,
		group: "View",
		title,
		icon,
		run: () => go({ view: id === "items" ? undefined : id }),
	}));
}

function queries() {
	return pastQueries().map((text) => ({
		id: `query ${text}`,
		group: "Recent query",
		title: text,
		icon: "clock",
		run: () => showQuery(text),
	}));
}

function inStore() {
	return (collections.value ?? [])
		.filter(({ name }) => name !== null)
		.map(({ name, items }) => ({
			id: `collection ${name}`,
			group: "Collection",
			title: name,
			icon: "tree",
			hint: items === undefined ? undefined : count(items),
			run: () => showQuery(`${name}:*`),
		}));
}

const showQuery = (text) => go({ view: undefined, q: text, item: undefined, sort: undefined, expiring: undefined });

function actions() {
	const { query } = parsed.value;
	const changes = staging.value?.changes.value.length ?? 0;
	const all = [
		["New item", "add", () => openNewItem(), canWrite.value],
		["Review the changes", "edit", () => review(), changes > 0],
		["Import a file", "upload", () => openBulk("import"), canWrite.value],
		["Export what the query selects", "download", () => openBulk("export", { query }), query !== undefined],
		["Export everything", "download", () => openBulk("export")],
		[
			"Copy what the query selects to another store",
			"copy",
			() => openBulk("copy", { query }),
			query !== undefined && canWrite.value,
		],
		[
			"Label what the query selects",
			"label",
			() => openBulk("label", { query }),
			query !== undefined && canWrite.value,
		],
		[
			"Set the expiry of what the query selects",
			"clock",
			() => openBulk("expire", { query }),
			query !== undefined && canWrite.value,
		],
		[
			"Delete what the query selects",
			"close",
			() => openBulk("remove", { query }),
			query !== undefined && canWrite.value,
		],
		["Copy the link to this view", "copy", () => copyText(window.location.href, "The link is copied")],
		["Show all keys", "key", openKeys],
	];
	return all
		.filter(([, , , isPossible = true]) => isPossible)
		.map(([title, icon, run]) => ({ id: `action ${title}`, group: "Action", title, icon, run }));
}

function review() {
	shownChanges.value = "review";
}

/** What was typed itself, as a key and as a query. @returns {Entry[]} */
export function typedEntries(typed) {
	const text = typed.trim();
	const { query } = parse(text);
	if (text === "" || query === undefined) return [];
	// A whole key is a query, too, which would show a list of one item.
	const isKey = Object.keys(query).join() === "expression" && !isExpression(query.expression);
	return isKey
		? [itemEntry(query.expression)]
		: [{ id: "typed", group: "Query", title: text, icon: "search", run: () => showQuery(text) }];
}

const itemEntry = (key) => ({
	id: `item ${key}`,
	group: "Item",
	title: key,
	icon: "items",
	run: () => go({ item: key }),
});

/** The items whose key is what was typed, whatever else that may mean, or begins with it. @returns {Promise<Entry[]>} */
export async function itemEntries(typed, signal) {
	const text = typed.trim();
	if (!/^[^:]/.test(text) || isExpression(text)) return [];
	// Without a collection, all of the store would be searched for a beginning.
	const expression = text.includes(":") ? `${text}*` : text;
	const { rows } = await get("rows", { expression, limit: KEYS }, { signal });
	return rows.map((row) => itemEntry(keyOf(row)));
}
