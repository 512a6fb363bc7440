// A value as a tree that is edited in place. One element has the focus and says which row is meant; keys and the pointer do
// the same.

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { preview } from "../values/kinds.mjs";
import { pathText } from "../values/paths.mjs";
import { wantsFocus } from "./actions.mjs";
import { NameEditor } from "./name-editor.jsx";
import { idOf } from "./outline.mjs";
import { TreeRow } from "./tree-row.jsx";
import { useTree } from "./use-tree.mjs";
import { ValueEditor } from "./value-editor.jsx";
import "./tree.css";

/**
 * @param {object} props
 * @param {object} props.value
 * @param {Map<string, object>} props.changed the differences from what is stored, by the id of their path
 * @param {(value: object) => void} [props.onChange] absent where nothing can be changed
 * @param {(difference: object) => void} [props.onRevert]
 * @param {(isEditing: boolean) => void} props.onEditing told when somebody begins and ends to edit a part
 */
export function Tree({ value, changed, onChange, onRevert, onEditing }) {
	const tree = useTree({ value, onChange, onRevert });
	const { rows, active, editing } = tree;
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
		onEditing(wasEditing.current);
	}, [editing]);
	useEffect(() => () => onEditing(false), []);
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
	const actions = onChange && tree.actions;
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
					<Row
						key={row.id}
						id={`${prefix}-${index}`}
						row={row}
						tree={tree}
						isActive={index === at}
						isHovered={hovered === row.id}
						onHover={() => setHovered(row.id)}
						actions={actions}
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

function Row({ id, row, tree, isActive, isHovered, onHover, actions, difference }) {
	const { editing } = tree;
	const isEdited = editing?.id === row.id;
	if (isEdited && editing.what === "new") {
		return (
			<div role="none" class="value-row" style={{ "--level": row.level - 1 }}>
				<ValueEditor isNew {...editing.editor} onSave={tree.saveNew} onCancel={tree.cancel} />
			</div>
		);
	}
	if (row.more !== undefined) {
		return (
			// biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and names the row that is meant.
			<div
				id={id}
				role="treeitem"
				aria-selected={isActive}
				aria-level={row.level}
				class={`value-row ${isActive ? "active" : ""}`}
				style={{ "--level": row.level - 1 }}
			>
				<button type="button" class="value-more" tabIndex={-1} onClick={() => tree.showMore(row)}>
					Show more: {row.more.toLocaleString("en-US")} follow
				</button>
			</div>
		);
	}
	const onPointer = {
		onPointerEnter: onHover,
		onClick: (event) => tree.click(event, row),
		onDblClick: (event) =>
			actions && !event.target.closest("button, textarea, input, select, pre") && actions.edit(row),
	};
	return (
		<TreeRow {...{ id, row, isActive, isHovered: isHovered && editing === undefined, difference, actions, onPointer }}>
			{isEdited && editing.what === "value" && (
				<ValueEditor
					value={row.value}
					only={row.parentKind?.length === 2 ? row.kind : undefined}
					onSave={(value) => tree.saveValue(row, value)}
					onCancel={tree.cancel}
				/>
			)}
			{isEdited && editing.what === "name" && (
				<NameEditor name={row.path.at(-1)} onSave={(name) => tree.saveName(row, name)} onCancel={tree.cancel} />
			)}
		</TreeRow>
	);
}
