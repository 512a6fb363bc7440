// Goes to a place in the list: where a key is, or would be.

import { useSignal } from "@preact/signals";
import { go } from "../state/address.mjs";
import { get } from "../state/api.mjs";
import { isReverse, parsed, rangeFrom } from "../state/query.mjs";
import { say, sayError } from "../state/toasts.mjs";
import { goToLine } from "./active.mjs";
import { compareWith, firstNotBefore, wholeKey } from "./place.mjs";

export function GoToKey({ found, list }) {
	const text = useSignal("");
	const isBusy = useSignal(false);
	const { label, expression } = parsed.value.query ?? {};
	const onKeyDown = async (event) => {
		if (event.key !== "Enter" || text.value.trim() === "" || isBusy.value) return;
		event.preventDefault();
		isBusy.value = true;
		try {
			await goTo(wholeKey(text.value.trim(), expression), found, list);
		} catch (error) {
			if (error instanceof RangeError)
				say(`${text.value} is no key.`, { kind: "bad", hint: "A key has no empty part." });
			else sayError(error);
		} finally {
			isBusy.value = false;
		}
	};
	return (
		<input
			class={`input go-to ${isBusy.value ? "busy" : ""}`}
			type="text"
			aria-label={`Go to ${label ?? "key"}`}
			placeholder={`Go to ${label ?? "key"}…`}
			autocomplete="off"
			spellcheck={false}
			value={text.value}
			onInput={(event) => {
				text.value = event.currentTarget.value;
			}}
			onKeyDown={onKeyDown}
		/>
	);
}

async function goTo(key, found, list) {
	const { rows } = found;
	if (list.sorted !== undefined) {
		showOrSay(list.indexOf(key), key);
		return;
	}
	if (!rows.isExact && rows.hasMore) {
		const q = rangeFrom(key);
		if (q === undefined) showOrSay(list.indexOf(key), key);
		else go({ q });
		return;
	}
	const { label } = parsed.value.query;
	const compare = compareWith(key, { label, isReverse: isReverse.value });
	const rowAt = async (at) => rows.at(at) ?? (await get("rows", { ...found.parameters, at, limit: 1 })).rows[0];
	const isBefore = async (index) => {
		const row = await rowAt(index);
		return row !== undefined && compare(row) < 0;
	};
	goToLine(Math.min(await firstNotBefore(rows.lines, isBefore), rows.lines - 1));
	document.querySelector("[data-list]").focus({ preventScroll: true });
}

function showOrSay(index, key) {
	if (index >= 0) goToLine(index);
	else say(`${key} is not among the loaded items.`);
}
