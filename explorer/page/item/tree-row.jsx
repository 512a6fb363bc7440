// One row of the tree of a value.

import { Button } from "../parts/button.jsx";
import { copyText } from "../parts/copy.jsx";
import { count, moment } from "../parts/format.mjs";
import { Icon } from "../parts/icon.jsx";
import { Menu } from "../parts/menu.jsx";
import { lengthOf, toForm } from "../values/bytes.mjs";
import { secondsOf } from "../values/dates.mjs";
import { countOf, isNested, nameOf, preview } from "../values/kinds.mjs";
import { pathText } from "../values/paths.mjs";
import { toText } from "../values/text.mjs";

/** A longer text makes a page slow. */
const MOST_SHOWN = 20_000;

export function TreeRow({ id, row, isActive, isHovered, difference, children, actions, onPointer }) {
	const { level, position, siblings, isOpen, value, kind } = row;
	return (
		// biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and names the row that is meant.
		<div
			id={id}
			role="treeitem"
			class={`value-row ${isActive ? "active" : ""} ${difference ? "changed" : ""}`}
			aria-level={level}
			aria-posinset={position}
			aria-setsize={siblings}
			aria-expanded={isOpen}
			aria-selected={isActive}
			style={{ "--level": level - 1 }}
			{...onPointer}
		>
			<div class="value-line">
				<span class="twisty">{isOpen !== undefined && <Icon name="chevron" size={12} />}</span>
				<Name row={row} />
				<span class={`value-preview kind-${kind}`}>
					<Value row={row} />
				</span>
				<Beside value={value} difference={difference} />
				<span class="kind">{nameOf(kind)}</span>
				{(isActive || isHovered) && <Actions row={row} difference={difference} actions={actions} />}
			</div>
			{isOpen && !isNested(kind) && <Whole value={value} />}
			{children}
		</div>
	);
}

function Name({ row: { path, parentKind } }) {
	const step = path.at(-1);
	if (step === undefined) return null;
	return parentKind === "M" ? (
		<span class="name">{step === "" ? '""' : step}</span>
	) : (
		<span class="name index">{step}</span>
	);
}

function Value({ row: { value, kind, isOpen } }) {
	if (!isNested(kind)) return isOpen ? <span class="faint">{sizeText(value)}</span> : preview(value, 120);
	const number = countOf(value);
	if (number === 0) return kind === "M" ? "{}" : "[]";
	const words = `${count(number)} ${kind === "M" ? "attribute" : "element"}${number === 1 ? "" : "s"}`;
	return (
		<>
			<span class="faint">{words}</span>
			{!isOpen && <span class="faint peek"> {preview(value, 70)}</span>}
		</>
	);
}

const sizeText = ({ S, B }) => (S === undefined ? `${count(lengthOf(B))} bytes` : `${count(S.length)} characters`);

/** What helps to read a value: the date that a number stands for, the old value. */
function Beside({ value, difference }) {
	const seconds = secondsOf(value);
	return (
		<>
			{seconds !== undefined && <span class="beside">{moment(seconds)}</span>}
			{difference?.old && <span class="beside was">{preview(difference.old, 40)}</span>}
			{difference && !difference.old && <span class="beside added">new</span>}
		</>
	);
}

function Whole({ value }) {
	const text = value.S ?? toForm(value.B, "text") ?? toForm(value.B, "hex");
	return (
		<pre class="whole">
			{text.slice(0, MOST_SHOWN)}
			{text.length > MOST_SHOWN && `… and ${count(text.length - MOST_SHOWN)} more characters`}
		</pre>
	);
}

function Actions({ row, difference, actions }) {
	const { path, parentKind, kind, position, siblings, value } = row;
	const copy = {
		label: "Copy value",
		icon: "copy",
		run: () => copyText(value.S ?? toText(value), "The value is copied"),
	};
	const copyPath = { label: "Copy path", run: () => copyText(pathText(path), "The path is copied") };
	if (actions === undefined) {
		return (
			<span class="row-actions">
				<Button kind="quiet" tabIndex={-1} icon="copy" label="Copy value" onClick={copy.run} />
			</span>
		);
	}
	const entries = [
		{
			label: "Change value or kind",
			icon: "edit",
			hint: isNested(kind) ? "Alt Enter" : "Enter",
			run: () => actions.edit(row),
		},
		parentKind === "M" && { label: "Rename", hint: "F2", run: () => actions.rename(row) },
		isNested(kind) && { label: "Add inside", icon: "add", hint: "Ins", run: () => actions.add(row) },
		parentKind === "L" && {
			label: "Move up",
			hint: "Alt ↑",
			isDisabled: position === 1,
			run: () => actions.move(row, -1),
		},
		parentKind === "L" && {
			label: "Move down",
			hint: "Alt ↓",
			isDisabled: position === siblings,
			run: () => actions.move(row, 1),
		},
		difference && { label: "Take back the change", icon: "undo", run: () => actions.revert(difference) },
		copy,
		path.length > 0 && copyPath,
		path.length > 0 && "line",
		path.length > 0 && {
			label: "Remove",
			icon: "close",
			hint: "Del",
			isDangerous: true,
			run: () => actions.remove(row),
		},
	];
	return (
		<span class="row-actions">
			{isNested(kind) ? (
				<Button kind="quiet" tabIndex={-1} icon="add" label="Add inside" keys="Ins" onClick={() => actions.add(row)} />
			) : (
				<Button kind="quiet" tabIndex={-1} icon="edit" label="Change" keys="Enter" onClick={() => actions.edit(row)} />
			)}
			<Menu kind="quiet" tabIndex={-1} icon="more" label="More" entries={entries.filter(Boolean)} />
		</span>
	);
}
