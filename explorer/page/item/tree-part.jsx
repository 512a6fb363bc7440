// A row of the tree, what is edited in it, and what stands where more follows. It is drawn anew only if something of it has
// changed, because every key draws the tree.

import { Component } from "preact";
import { NameEditor } from "./name-editor.jsx";
import { TreeRow } from "./tree-row.jsx";
import { ValueEditor } from "./value-editor.jsx";

const FLAGS = ["id", "isActive", "isHovered", "difference", "actions", "editing"];
const OF_ROW = ["id", "value", "level", "position", "siblings", "parentKind", "isOpen", "more"];

/**
 * Props: `row` of `outline.mjs`; `latest`, a reference to the latest result of `useTree`; `actions` that do not change;
 * `editing`, if this row is edited.
 */
export class TreePart extends Component {
	shouldComponentUpdate(next) {
		if (next.editing !== undefined) return true;
		const differs = (names, one, other) => names.some((name) => one[name] !== other[name]);
		return differs(FLAGS, this.props, next) || differs(OF_ROW, this.props.row, next.row);
	}

	render({ id, row, latest, isActive, isHovered, onHover, actions, editing, difference }) {
		const tree = latest.current;
		const indent = { "--level": row.level - 1 };
		if (editing?.what === "new") {
			return (
				<div role="none" class="value-row" style={indent}>
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
					style={indent}
				>
					<button type="button" class="value-more" tabIndex={-1} onClick={() => latest.current.showMore(row)}>
						Show more: {row.more.toLocaleString("en-US")} follow
					</button>
				</div>
			);
		}
		const onPointer = {
			onPointerEnter: () => onHover(row.id),
			onClick: (event) => latest.current.click(event, row),
			onDblClick: (event) =>
				actions && !event.target.closest("button, textarea, input, select, pre") && actions.edit(row),
		};
		return (
			<TreeRow {...{ id, row, isActive, isHovered, difference, actions, onPointer }}>
				{editing?.what === "value" && (
					<ValueEditor
						value={row.value}
						only={row.parentKind?.length === 2 ? row.kind : undefined}
						onSave={(value) => tree.saveValue(row, value)}
						onCancel={tree.cancel}
					/>
				)}
				{editing?.what === "name" && (
					<NameEditor name={row.path.at(-1)} onSave={(name) => tree.saveName(row, name)} onCancel={tree.cancel} />
				)}
			</TreeRow>
		);
	}
}
