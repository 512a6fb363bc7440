// The labels of an item. Each leads to everything that shares it.

import { Button } from "../parts/button.jsx";
import { Icon } from "../parts/icon.jsx";
import { go, linkTo } from "../state/address.mjs";
import { labelQuery } from "../state/query.mjs";
import { LABELS } from "../values/rows.mjs";
import { dialog, setLabel } from "./actions.mjs";

/** @param {{ parts: Record<string, object>, isReadOnly: boolean, changed: Map<string, object> }} props */
export function Labels({ parts, isReadOnly, changed }) {
	const used = LABELS.filter((name) => parts[name] !== undefined);
	const free = LABELS.find((name) => parts[name] === undefined);
	if (used.length === 0 && isReadOnly) return null;
	return (
		<div class="item-labels">
			{used.map((name) => (
				<Label
					key={name}
					name={name}
					label={parts[name].S}
					isReadOnly={isReadOnly}
					isChanged={changed.has(JSON.stringify([name]))}
				/>
			))}
			{!isReadOnly && free !== undefined && (
				<Button kind="quiet" icon="add" label="Add label" onClick={() => open(free)}>
					{used.length === 0 ? "Add label" : undefined}
				</Button>
			)}
		</div>
	);
}

const open = (name) => {
	dialog.value = { kind: "label", name };
};

function Label({ name, label, isReadOnly, isChanged }) {
	const everything = { view: undefined, q: labelQuery(name.at(-1), label), sort: undefined };
	return (
		<span class={`item-label ${isChanged ? "changed" : ""}`}>
			<Icon name="label" size={12} />
			<span class="faint">{name}</span>
			<a
				class="ellipsis"
				href={linkTo(everything)}
				title="Show everything with this label"
				onClick={(event) => {
					if (event.metaKey || event.ctrlKey || event.shiftKey) return;
					event.preventDefault();
					go(everything);
				}}
			>
				{label}
			</a>
			{!isReadOnly && (
				<>
					<Button kind="quiet" icon="edit" label={`Change ${name}`} onClick={() => open(name)} />
					<Button kind="quiet" icon="close" label={`Remove ${name}`} onClick={() => setLabel(name, undefined)} />
				</>
			)}
		</span>
	);
}
