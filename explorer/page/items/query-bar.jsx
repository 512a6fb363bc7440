// The field for the query. It shows where a mistake is, completes what is typed, and remembers what was run.

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { complete, parse } from "../../query/index.mjs";
import { Button } from "../parts/button.jsx";
import { Icon } from "../parts/icon.jsx";
import { Keys } from "../parts/small.jsx";
import { go, queryText } from "../state/address.mjs";
import { rememberQuery, Walk } from "./history.mjs";
import { known } from "./known.mjs";
import { NewItem } from "./new-item.jsx";
import { Suggestions } from "./suggestions.jsx";
import "./query-bar.css";

/** The keys move in the list from now on. */
const enterList = () => document.querySelector("[data-list]")?.focus();

export function QueryBar() {
	const text = useSignal(queryText.value);
	const options = useSignal(undefined);
	const chosen = useSignal(-1);
	const field = useRef(null);
	const back = useRef(null);
	const walk = useRef(null);
	walk.current ??= new Walk();

	// Going back, or choosing a collection, changes the text.
	useEffect(() => {
		text.value = queryText.value;
		walk.current.reset();
		options.value = undefined;
	}, [queryText.value]);
	useEffect(() => focusWithSlash(field.current), []);

	const suggest = () => {
		const { selectionStart } = field.current;
		const found = complete(text.value, selectionStart, known());
		chosen.value = -1;
		options.value = found.suggestions.length > 0 ? found : undefined;
	};
	const put = (next, at = next.length) => {
		text.value = next;
		field.current.value = next;
		field.current.setSelectionRange(at, at);
	};
	const take = (index) => {
		const { from, to, suggestions } = options.value;
		const { text: inserted, caret = inserted.length } = suggestions[index];
		put(text.value.slice(0, from) + inserted + text.value.slice(to), from + caret);
		field.current.focus();
		suggest();
	};
	const run = () => {
		const next = text.value.trim();
		options.value = undefined;
		if (parse(next).error !== undefined) return;
		rememberQuery(next);
		walk.current.reset();
		go({ q: next, sort: undefined, expiring: undefined });
	};
	const onKeyDown = (event) => {
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step !== undefined && options.value !== undefined) {
			const size = options.value.suggestions.length;
			chosen.value = (chosen.value + step + size + (chosen.value < 0 && step < 0 ? 1 : 0)) % size;
		} else if (step !== undefined) {
			const past = walk.current.step(-step, text.value);
			if (past !== undefined) put(past);
			else if (step > 0) enterList();
		} else if (event.key === "Enter" || (event.key === "Tab" && chosen.value >= 0 && options.value !== undefined)) {
			if (options.value !== undefined && chosen.value >= 0) take(chosen.value);
			else run();
		} else if (event.key === " " && event.ctrlKey) suggest();
		else if (event.key === "Escape" && options.value !== undefined) options.value = undefined;
		else if (event.key === "Escape" && text.value === queryText.value) enterList();
		else if (event.key === "Escape") put(queryText.value);
		else return;
		event.preventDefault();
	};
	const { error } = parse(text.value);
	const isWrong = error !== undefined && options.value === undefined;
	return (
		<form
			class="query-bar"
			role="search"
			onSubmit={(event) => {
				event.preventDefault();
				run();
			}}
		>
			<div class={`query-field ${isWrong ? "wrong-query" : ""}`}>
				<Icon name="search" />
				<div class="query-text">
					<div class="behind" ref={back} aria-hidden="true">
						<Marked text={text.value} error={isWrong ? error : undefined} />
					</div>
					<input
						ref={field}
						type="text"
						value={text.value}
						role="combobox"
						aria-label="Query"
						aria-expanded={options.value !== undefined}
						aria-controls="query-options"
						aria-autocomplete="list"
						aria-activedescendant={options.value && chosen.value >= 0 ? `query-option-${chosen.value}` : undefined}
						aria-invalid={isWrong}
						aria-describedby={isWrong ? "query-error" : undefined}
						placeholder="All items. Try users:*, users:&gt;=m, label1:team:*, or users:* where { age: { $gt: 18 } }"
						autocomplete="off"
						autocapitalize="off"
						spellcheck={false}
						onInput={(event) => {
							text.value = event.currentTarget.value;
							walk.current.reset();
							suggest();
						}}
						onScroll={(event) => {
							back.current.scrollLeft = event.currentTarget.scrollLeft;
						}}
						onKeyDown={onKeyDown}
						onBlur={() => {
							options.value = undefined;
						}}
					/>
				</div>
				{text.value === "" ? (
					<Keys keys="/" />
				) : (
					<Button
						kind="quiet"
						icon="close"
						label="Show all items"
						onClick={() => {
							put("");
							go({ q: undefined, sort: undefined, expiring: undefined });
						}}
					/>
				)}
				{options.value && <Suggestions options={options.value.suggestions} chosen={chosen.value} onTake={take} />}
				{isWrong && (
					<p id="query-error" class="query-error" role="alert">
						{error.message}
					</p>
				)}
			</div>
			<Button kind="primary" type="submit" disabled={error !== undefined}>
				Run
			</Button>
			<NewItem />
		</form>
	);
}

/** The text with a line under what is wrong. */
function Marked({ text, error }) {
	if (error === undefined) return text;
	const at = Math.min(error.at, Math.max(text.length - 1, 0));
	const end = Math.max(error.end, at + 1);
	return (
		<>
			{text.slice(0, at)}
			<mark>{text.slice(at, end)}</mark>
			{text.slice(end)}
		</>
	);
}

function focusWithSlash(field) {
	const onKeyDown = (event) => {
		if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
		if (event.target.closest?.("input, textarea, select, dialog, [contenteditable]")) return;
		event.preventDefault();
		field.focus();
		field.select();
	};
	document.addEventListener("keydown", onKeyDown);
	return () => document.removeEventListener("keydown", onKeyDown);
}
