// Small parts: fields, tabs, progress, badges, what is shown where there is nothing.

import { useId } from "preact/hooks";
import { Icon } from "./icon.jsx";
import "./small.css";

/**
 * A field with its name, and a hint or what is wrong with it.
 *
 * @param {object} props those of an HTML input, and these
 * @param {string} props.name the words above it
 * @param {string} [props.hint]
 * @param {string} [props.error]
 * @param {(value: string) => void} props.onValue
 */
export function Field({ name, hint, error, onValue, class: more = "", ...input }) {
	const id = useId();
	const note = error ?? hint;
	return (
		<div class={`field ${more}`}>
			<label for={id}>{name}</label>
			<input
				{...input}
				id={id}
				class="input"
				aria-invalid={error !== undefined}
				aria-describedby={note === undefined ? undefined : `${id}-note`}
				onInput={(event) => onValue(event.currentTarget.value)}
			/>
			{note !== undefined && (
				<p id={`${id}-note`} class={error === undefined ? "faint" : "wrong"}>
					{note}
				</p>
			)}
		</div>
	);
}

/** A choice among few, side by side. `options`: `[value, words]`. */
export function Choice({ name, value, options, onValue }) {
	const id = useId();
	return (
		<fieldset class="choice">
			<legend class="unseen">{name}</legend>
			{options.map(([option, words]) => (
				<label key={option} class={option === value ? "chosen" : ""}>
					<input type="radio" name={id} checked={option === value} onChange={() => onValue(option)} />
					{words}
				</label>
			))}
		</fieldset>
	);
}

/** Tabs. `tabs`: `[id, words, count?]`. Arrows move between them. */
export function Tabs({ name, value, tabs, onValue }) {
	const onKeyDown = (event) => {
		const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
		if (step === undefined) return;
		const at = tabs.findIndex(([id]) => id === value);
		const next = (at + step + tabs.length) % tabs.length;
		onValue(tabs[next][0]);
		event.currentTarget.children[next].focus();
	};
	return (
		<div class="tabs" role="tablist" aria-label={name} onKeyDown={onKeyDown}>
			{tabs.map(([id, words, count]) => (
				<button
					key={id}
					type="button"
					role="tab"
					aria-selected={id === value}
					tabIndex={id === value ? 0 : -1}
					onClick={() => onValue(id)}
				>
					{words}
					{count !== undefined && <span class="count">{count}</span>}
				</button>
			))}
		</div>
	);
}

/** How far something is. Without `total` it only moves. */
export const Progress = ({ done, total, label }) => (
	<progress class="progress" aria-label={label} {...(total ? { value: done, max: total } : {})} />
);

/** @param {{ kind?: "plain" | "accent" | "good" | "warn" | "bad" }} props */
export const Badge = ({ kind = "plain", title, children }) => (
	<span class={`badge ${kind}`} title={title}>
		{children}
	</span>
);

/** What is shown where there is nothing: why, and what to do. */
export const Empty = ({ icon = "search", title, Heading = "h2", children }) => (
	<div class="empty">
		<Icon name={icon} size={28} />
		<Heading>{title}</Heading>
		{children && <div class="quiet">{children}</div>}
	</div>
);

const NOTICES = { good: "check", note: "info" };

/** A sentence that needs attention. */
export const Notice = ({ kind = "note", children }) => (
	<div class={`notice ${kind}`} role={kind === "bad" ? "alert" : "note"}>
		<Icon name={NOTICES[kind] ?? "warning"} />
		<div>{children}</div>
	</div>
);

const MOD = navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl";

/** Keys as keycaps: `<Keys keys="Mod K" />`. `Mod` is the key for commands of this machine. */
export const Keys = ({ keys }) => (
	<span class="keys">
		{keys.split(" ").map((key) => (
			<kbd key={key}>{key === "Mod" ? MOD : key}</kbd>
		))}
	</span>
);
