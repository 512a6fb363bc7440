// The state of a tree: what is open, which row is meant, what is edited, and what each key does.

import { useState } from "preact/hooks";
import { faultIn } from "../values/faults.mjs";
import { countOf, isNested, isSet, kindOf } from "../values/kinds.mjs";
import { insert, move, put, remove, rename, valueAt } from "../values/paths.mjs";
import { firstOpen, idOf, outline, PIECE } from "./outline.mjs";

/** See `Tree` for what it takes. */
export function useTree({ value, room, onChange, onRevert, onEditing }) {
	const [open, setOpen] = useState(() => firstOpen(value));
	const [shown, setShown] = useState(new Map());
	const [active, setActive] = useState(undefined);
	/** `{ id, what: "value" | "name" | "new", path?, editor? }` */
	const [editing, setEditing] = useState(undefined);
	const rows = withNew(outline(value, open, shown), editing);

	const setOpenAt = (id, isOpen) => {
		const next = new Set(open);
		if (isOpen) next.add(id);
		else next.delete(id);
		setOpen(next);
	};
	const toggle = (row) => row.isOpen !== undefined && setOpenAt(row.id, !row.isOpen);
	const showMore = ({ path }) => {
		const id = idOf(path);
		setShown(new Map(shown).set(id, (shown.get(id) ?? PIECE) + 5 * PIECE));
	};
	const moveTo = (row) => row && setActive(row.id);
	// At once: what is typed belongs to the row that is shown, not to the one that others may store in the next moment.
	const begin = (part) => {
		onEditing(true);
		setEditing(part);
	};
	const end = () => {
		setEditing(undefined);
		onEditing(false);
	};
	const finish = (next, path) => {
		const fault = faultIn(next, room);
		if (fault !== undefined) return fault.message;
		onChange(next);
		end();
		if (path) setActive(idOf(path));
		return undefined;
	};

	const actions = {
		edit(row) {
			setActive(row.id);
			begin({ id: row.id, what: "value" });
		},
		rename(row) {
			if (row.parentKind !== "M") return;
			setActive(row.id);
			begin({ id: row.id, what: "name" });
		},
		/** Adds inside of a row, or beside one that has nothing inside; without a row, to the whole value. */
		add(row) {
			const path = row === undefined ? [] : isNested(row.kind) ? row.path : row.path.slice(0, -1);
			const parent = kindOf(valueAt(value, path));
			if (!isNested(parent)) return;
			setOpenAt(idOf(path), true);
			const only = isSet(parent) ? parent[0] : undefined;
			const first = { [only ?? "S"]: "" };
			begin({ id: "new", what: "new", path, editor: { value: first, only, needsName: parent === "M" } });
		},
		remove(row) {
			if (row.path.length === 0) return;
			const parent = row.path.slice(0, -1);
			const isLast = isSet(row.parentKind) && row.siblings === 1;
			// No set is empty: with its last element it goes itself, unless it is the whole value.
			if (isLast && parent.length === 0) return;
			const at = rows.findIndex(({ id }) => id === row.id);
			const neighbour = rows.slice(at + 1).find(({ level }) => level <= row.level) ?? rows[at - 1];
			// Behind an element that goes, the others count anew, so that the same place is the next one.
			if (row.parentKind === "M" || row.position === row.siblings) moveTo(neighbour);
			onChange(remove(value, isLast ? parent : row.path));
		},
		move(row, by) {
			const to = row.position + by;
			if (row.parentKind !== "L" || to < 1 || to > row.siblings) return;
			finish(move(value, row.path, by), [...row.path.slice(0, -1), to - 1]);
		},
		revert: onRevert,
	};

	return {
		rows,
		active,
		editing,
		actions,
		canAdd: isNested(kindOf(value)),
		cancel: end,
		showMore,
		saveValue(row, next) {
			return finish(put(value, row.path, next));
		},
		saveName(row, name) {
			if (name === row.path.at(-1)) return finish(value);
			const path = [...row.path.slice(0, -1), name];
			return faultOfName(value, path) ?? finish(rename(value, row.path, name), path);
		},
		saveNew(next, name) {
			const { path: inside } = editing;
			const parent = valueAt(value, inside);
			const path = [...inside, parent.M ? name : countOf(parent)];
			if (parent.M) return faultOfName(value, path) ?? finish(put(value, path, next), path);
			return finish(insert(value, path, next), path);
		},
		click(event, row) {
			if (event.target.closest("button, textarea, input, select, label, .menu, .whole")) return;
			setActive(row.id);
			toggle(row);
		},
		/** What a key does on a row; on none, where nothing is inside. Whether it does anything. */
		press(event, row) {
			if (row === undefined) {
				if (event.key === "Insert" && onChange) actions.add();
				return event.key === "Insert";
			}
			const at = rows.indexOf(row);
			const parent = () => rows.slice(0, at).findLast(({ level }) => level < row.level);
			const isOpen = row.isOpen === true;
			const name = `${event.altKey ? "Alt " : ""}${event.key}`;
			if (event.ctrlKey || event.metaKey) return false;
			const keys = {
				ArrowDown: () => moveTo(rows[at + 1]),
				ArrowUp: () => moveTo(rows[at - 1]),
				Home: () => moveTo(rows[0]),
				End: () => moveTo(rows.at(-1)),
				ArrowRight: () => (row.isOpen === false ? toggle(row) : isOpen && isNested(row.kind) && moveTo(rows[at + 1])),
				ArrowLeft: () => (isOpen ? toggle(row) : moveTo(parent())),
				" ": () => (row.more ? showMore(row) : toggle(row)),
				Enter: () => (row.more ? showMore(row) : onChange && !isNested(row.kind) ? actions.edit(row) : toggle(row)),
				...(onChange && {
					F2: () => actions.rename(row),
					Insert: () => actions.add(row),
					"+": () => actions.add(row),
					Delete: () => actions.remove(row),
					"Alt Enter": () => actions.edit(row),
					"Alt ArrowUp": () => actions.move(row, -1),
					"Alt ArrowDown": () => actions.move(row, 1),
				}),
			};
			if (keys[name] === undefined) return false;
			keys[name]();
			return true;
		},
	};
}

/** The rows with one for what is added, at the end of what it is added to. */
function withNew(rows, editing) {
	if (editing?.what !== "new") return rows;
	const parent = rows.findIndex(({ id }) => id === idOf(editing.path));
	const level = parent < 0 ? 0 : rows[parent].level;
	let end = parent + 1;
	while (end < rows.length && rows[end].level > level) end++;
	return rows.toSpliced(end, 0, { id: editing.id, path: editing.path, level: level + 1 });
}

function faultOfName(value, path) {
	if (path.at(-1) === "") return "A name is missing.";
	if (valueAt(value, path) === undefined) return undefined;
	return `There is an attribute '${path.at(-1)}' already.`;
}
