// The palette: a few letters, and Enter, lead to each place and each action.

import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { Icon } from "../parts/icon.jsx";
import { Keys } from "../parts/small.jsx";
import { itemEntries, knownEntries, typedEntries } from "./entries.mjs";
import { best, pieces } from "./fuzzy.mjs";
import { close, shown } from "./index.mjs";
import { KeyList } from "./key-list.jsx";
import "./palette.css";

const MOST = 40;
/** Somebody who types goes on before the server is asked. */
const PAUSE_MS = 120;

/** @param {{ views: readonly object[] }} props */
export function Palette({ views }) {
	if (shown.value === "palette") return <Open views={views} />;
	return shown.value === "keys" ? <KeyList /> : null;
}

function Open({ views }) {
	const dialog = useRef(null);
	const list = useRef(null);
	const typed = useSignal("");
	const active = useSignal(0);
	const items = useSignal([]);
	const known = useMemo(() => knownEntries(views), []);
	// At once: letters that follow the key are meant for it.
	useLayoutEffect(() => {
		const element = dialog.current;
		element.showModal();
		// Gives the focus back.
		return () => element.close();
	}, []);
	useEffect(() => {
		const ending = new AbortController();
		const timer = setTimeout(() => {
			// A store that does not answer keeps nobody from going elsewhere.
			itemEntries(typed.value, ending.signal).then(
				(found) => {
					items.value = found;
				},
				() => {},
			);
		}, PAUSE_MS);
		return () => {
			clearTimeout(timer);
			ending.abort();
		};
	}, [typed.value]);
	const options = optionsOf(typed.value, known, items.value);
	const at = Math.min(active.value, options.length - 1);
	useEffect(() => {
		list.current.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
	}, [at]);
	const choose = ({ entry }) => {
		close();
		entry.run();
	};
	const onKeyDown = (event) => {
		const to = {
			ArrowDown: at + 1,
			ArrowUp: at - 1,
			PageDown: Math.min(at + 8, options.length - 1),
			PageUp: Math.max(at - 8, 0),
		}[event.key];
		if (to !== undefined && options.length > 0) active.value = (to + options.length) % options.length;
		else if (event.key === "Enter" && options[at]) choose(options[at]);
		else return;
		event.preventDefault();
	};
	return (
		<dialog
			ref={dialog}
			class="palette"
			aria-label="Go to"
			onCancel={(event) => {
				event.preventDefault();
				close();
			}}
			onClick={(event) => event.target === dialog.current && close()}
			onKeyDown={onKeyDown}
		>
			<div class="palette-field">
				<Icon name="search" />
				<input
					type="text"
					role="combobox"
					aria-label="Go to a collection, an item, a query, a view or an action"
					aria-expanded={options.length > 0}
					aria-controls="palette-options"
					aria-activedescendant={options.length > 0 ? `palette-${at}` : undefined}
					aria-autocomplete="list"
					placeholder="A collection, a key, a query, an action…"
					autoFocus
					autocomplete="off"
					spellcheck={false}
					value={typed.value}
					onInput={(event) => {
						typed.value = event.currentTarget.value;
						active.value = 0;
					}}
				/>
				<Keys keys="Esc" />
			</div>
			<div ref={list} id="palette-options" role="listbox" aria-label="What fits">
				{options.map((option, index) => (
					<Option
						key={option.entry.id}
						option={option}
						id={`palette-${index}`}
						isActive={index === at}
						onChoose={() => choose(option)}
						onPoint={() => {
							active.value = index;
						}}
					/>
				))}
			</div>
			{options.length === 0 && <p class="palette-none quiet">Nothing fits. A key needs its collection: users:jane.</p>}
		</dialog>
	);
}

/** What was typed as a key or a query comes first, together with the items. A single word may rather be a name. */
function optionsOf(typed, known, items) {
	const found = best(typed, known, ({ title }) => title, MOST);
	const own = [...items, ...typedEntries(typed)].map((entry) => ({ entry, at: [] }));
	const ids = new Set();
	const isWord = !/[:*<>=|{"\s]/.test(typed.trim());
	return (isWord ? [...found, ...own] : [...own, ...found]).filter(({ entry: { id } }) => !ids.has(id) && ids.add(id));
}

const Option = ({ option: { entry, at }, id, isActive, onChoose, onPoint }) => (
	// biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus, and the keys.
	<div id={id} role="option" tabIndex={-1} aria-selected={isActive} onClick={onChoose} onPointerMove={onPoint}>
		<Icon name={entry.icon} />
		<span class="ellipsis">
			{pieces(entry.title, at).map(([text, isFound], index) => (isFound ? <mark key={index}>{text}</mark> : text))}
		</span>
		<span class="faint">{entry.hint}</span>
		<span class="faint group">{entry.group}</span>
	</div>
);
