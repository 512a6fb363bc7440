// A value as a tree that is edited in place. One element has the focus and says which row is meant; keys and the pointer do
// the same.

import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { preview } from "../values/kinds.mjs";
import { pathText } from "../values/paths.mjs";
import { wantsFocus } from "./actions.mjs";
import { idOf } from "./outline.mjs";
import { TreePart } from "./tree-part.jsx";
import { useTree } from "./use-tree.mjs";
import "./tree.css";

/**
 * @param {object} props
 * @param {object} props.value
 * @param {Map<string, object>} props.changed the differences from what is stored, by the id of their path
 * @param {(value: object) => void} [props.onChange] absent where nothing can be changed
 * @param {(difference: object) => void} [props.onRevert]
 * @param {number} props.room the bytes that the item has for the value
 * @param {(isEditing: boolean) => void} props.onEditing told when somebody begins and ends to edit a part
 */
export function Tree({ value, changed, room, onChange, onRevert, onEditing }) {
	const tree = useTree({ value, room, onChange, onRevert, onEditing });
	const { rows, active, editing } = tree;
	const latest = useRef(tree);
	latest.current = tree;
	const actions = useActions(latest, onChange !== undefined);
	const [hovered, setHovered] = useState(undefined);
	const box = useRef(null);
	const prefix = useId();
	const at = Math.max(
		0,
		rows.findIndex(({ id }) => id === active),
	);

	useEffect(() => {
		document.getElementById(`${prefix}-${at}`)?.scrollIntoView({ block: "nearest" });
	}, [active]);
	const wasEditing = useRef(false);
	useEffect(() => {
		if (wasEditing.current && editing === undefined) box.current.focus({ preventScroll: true });
		wasEditing.current = editing !== undefined;
	}, [editing]);
	useEffect(() => () => wasEditing.current && onEditing(false), []);
	useEffect(() => {
		if (!wantsFocus.value) return;
		wantsFocus.value = false;
		box.current.focus({ preventScroll: true });
	}, [wantsFocus.value]);

	const onKeyDown = (event) => {
		if (event.target === box.current && tree.press(event, rows[at])) {
			event.preventDefault();
			event.stopPropagation();
		}
	};
	const removed = [...changed.values()].filter(({ path, new: inner }) => path[0] === "value" && inner === undefined);
	return (
		<div class="value-box">
			<div
				ref={box}
				class="value-tree"
				role="tree"
				aria-label="Value"
				tabIndex={0}
				aria-activedescendant={rows.length > 0 ? `${prefix}-${at}` : undefined}
				onKeyDown={onKeyDown}
				onPointerLeave={() => setHovered(undefined)}
			>
				{rows.length === 0 && (
					// biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus.
					<div role="treeitem" aria-selected={false} class="faint value-none">
						Nothing is inside.
					</div>
				)}
				{rows.map((row, index) => (
					<TreePart
						key={row.id}
						id={`${prefix}-${index}`}
						row={row}
						latest={latest}
						isActive={index === at}
						isHovered={hovered === row.id && editing === undefined}
						onHover={setHovered}
						actions={actions}
						editing={editing?.id === row.id ? editing : undefined}
						difference={changed.get(idOf(["value", ...row.path]))}
					/>
				))}
			</div>
			{removed.map((difference) => (
				<p key={idOf(difference.path)} class="value-removed">
					<del class="ellipsis">
						{pathText(difference.path.slice(1))} {preview(difference.old, 50)}
					</del>
					{onRevert && (
						<Button kind="quiet" icon="undo" onClick={() => onRevert(difference)}>
							Keep
						</Button>
					)}
				</p>
			))}
			{actions && tree.canAdd && editing?.what !== "new" && (
				<Button kind="quiet" icon="add" class="value-add" onClick={() => actions.add(undefined)}>
					{value.M ? "Add attribute" : "Add element"}
				</Button>
			)}
		</div>
	);
}

/** The actions of the latest tree, which stay the same functions: rows are drawn anew only if they have changed. */
const useActions = (latest, canChange) =>
	useMemo(() => {
		if (!canChange) return undefined;
		const names = Object.keys(latest.current.actions);
		return Object.fromEntries(names.map((name) => [name, (...about) => latest.current.actions[name](...about)]));
	}, [canChange]);
