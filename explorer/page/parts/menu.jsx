// A button that opens a menu. Arrows move in it, Esc closes it, and the focus returns to the button.

import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "./button.jsx";
import { Icon } from "./icon.jsx";
import "./menu.css";

/**
 * @param {object} props those of the button, and these
 * @param {({ label: string, icon?: string, hint?: string, isDangerous?: boolean, isChecked?: boolean, isDisabled?: boolean, run(): void } | "line")[]} props.entries
 * @param {"start" | "end"} [props.align] the edge of the button that the menu shares
 * @param {boolean} [props.staysOpen] the menu stays when an entry is chosen, as for columns
 */
export function Menu({ entries, align = "end", staysOpen = false, children, ...button }) {
	const [isOpen, setOpen] = useState(false);
	const box = useRef(null);
	const id = useId();
	// At once: keys that follow are meant for it.
	useLayoutEffect(() => {
		if (!isOpen) return undefined;
		itemsOf(box.current)[0]?.focus();
		box.current.querySelector(".menu").scrollIntoView({ block: "nearest" });
		const closeOutside = (event) => {
			if (!box.current.contains(event.target)) setOpen(false);
		};
		document.addEventListener("pointerdown", closeOutside);
		return () => document.removeEventListener("pointerdown", closeOutside);
	}, [isOpen]);
	const close = () => {
		setOpen(false);
		box.current.querySelector("button").focus();
	};
	const onKeyDown = (event) => {
		if (!isOpen) return;
		if (event.key === "Escape") {
			event.stopPropagation();
			close();
		} else if (event.key === "Tab") {
			setOpen(false);
		} else if (moveIn(itemsOf(box.current), event.key)) {
			event.preventDefault();
		}
	};
	const choose = (entry) => {
		if (!staysOpen) close();
		entry.run();
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: keys reach it from the buttons inside.
		<div class="menu-box" ref={box} onKeyDown={onKeyDown}>
			<Button
				{...button}
				aria-haspopup="menu"
				aria-expanded={isOpen}
				aria-controls={isOpen ? id : undefined}
				onClick={() => setOpen(!isOpen)}
			>
				{children}
			</Button>
			{isOpen && (
				<div class={`menu ${align}`} role="menu" id={id}>
					{entries.map((entry, index) =>
						entry === "line" ? (
							<hr key={index} />
						) : (
							<Entry key={entry.label} entry={entry} onChoose={() => choose(entry)} />
						),
					)}
				</div>
			)}
		</div>
	);
}

function Entry({ entry, onChoose }) {
	const { label, icon, hint, isDangerous, isChecked, isDisabled } = entry;
	return (
		<button
			type="button"
			class={isDangerous ? "dangerous" : ""}
			{...(isChecked === undefined ? { role: "menuitem" } : { role: "menuitemcheckbox", "aria-checked": isChecked })}
			disabled={isDisabled}
			tabIndex={-1}
			onClick={onChoose}
		>
			{isChecked === undefined ? (
				icon && <Icon name={icon} />
			) : (
				<span class="tick">{isChecked && <Icon name="check" />}</span>
			)}
			<span class="ellipsis">{label}</span>
			{hint && <span class="hint">{hint}</span>}
		</button>
	);
}

const itemsOf = (box) => [...box.querySelectorAll('[role^="menuitem"]:not(:disabled)')];

function moveIn(items, key) {
	const at = items.indexOf(document.activeElement);
	const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[key];
	if (to === undefined || items.length === 0) return false;
	items[(to + items.length) % items.length].focus();
	return true;
}
