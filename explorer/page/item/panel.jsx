// The open item at the right: what is known of it, and its value as a tree or as text, to be changed where that is allowed.

import { batch, useSignal } from "@preact/signals";
import { continueTyping, endTyping, keepTyping, shown, staging, unfinishedText } from "../changes/state.mjs";
import { Button } from "../parts/button.jsx";
import { CopyButton } from "../parts/copy.jsx";
import { Menu } from "../parts/menu.jsx";
import { Badge, Empty, Notice, Tabs } from "../parts/small.jsx";
import { openKey } from "../state/address.mjs";
import { canWrite } from "../state/store.mjs";
import { convert } from "../values/convert.mjs";
import { kindOf } from "../values/kinds.mjs";
import { partsOf } from "../values/rows.mjs";
import { closeItem, dialog, makeItem, openNewItem, removeItem } from "./actions.mjs";
import { Facts } from "./facts.jsx";
import { Labels } from "./labels.jsx";
import {
	before,
	change,
	changed,
	edit,
	load,
	loaded,
	opened,
	openedToType,
	overtaken,
	parts,
	roomOf,
	row,
	sizes,
} from "./state.mjs";
import { TextTab } from "./text-tab.jsx";
import { Tree } from "./tree.jsx";
import { KindSelect } from "./value-editor.jsx";
import { Edge, width } from "./width.jsx";
import "./item.css";

/** The panel; nothing if no item is open. */
export function ItemPanel() {
	const key = openKey.value;
	if (key === undefined) return null;
	const onKeyDown = (event) => {
		if (event.key === "Escape" && !event.defaultPrevented) closeItem();
	};
	return (
		<aside
			class="item-panel"
			aria-label={`Item ${key}`}
			style={width.value && { "--item-width": `${width.value}px` }}
			onKeyDown={onKeyDown}
		>
			<Edge />
			<Head itemKey={key} />
			<Body key={key} itemKey={key} />
		</aside>
	);
}

const EFFECTS = { new: ["good", "New"], changed: ["accent", "Changed"], removed: ["bad", "Removed"] };

function Head({ itemKey }) {
	const effect = change.value && (before.value === null ? "new" : row.value === null ? "removed" : "changed");
	const entries = [
		{ label: "New item", icon: "add", run: () => openNewItem(itemKey.slice(0, itemKey.indexOf(":") + 1)) },
		{ label: "Duplicate", icon: "copy", run: () => open("duplicate") },
		{ label: "Rename", icon: "key", run: () => open("rename") },
		"line",
		{ label: "Delete", icon: "close", isDangerous: true, run: removeItem },
	];
	return (
		<header class="item-head">
			<h2 class="code" title={itemKey} translate="no">
				{itemKey}
			</h2>
			<CopyButton text={itemKey} label="Copy the key" what="The key is copied" />
			{effect && <Badge kind={EFFECTS[effect][0]}>{EFFECTS[effect][1]}</Badge>}
			<span class="item-head-end">
				<Button kind="quiet" icon="refresh" label="Read it again" onClick={() => load()} />
				{canWrite.value && row.value && <Menu kind="quiet" icon="more" label="More" entries={entries} />}
				<Button kind="quiet" icon="close" label="Close the item" keys="Esc" onClick={closeItem} />
			</span>
		</header>
	);
}

const open = (kind) => {
	dialog.value = { kind };
};

function Body({ itemKey }) {
	const isUnfinished = unfinishedText(itemKey) !== undefined;
	const tab = useSignal(isUnfinished ? "text" : "tree");
	if (row.value === undefined)
		return loaded.value?.error ? <Failed error={loaded.value.error} /> : <p class="item-loading faint">Reading…</p>;
	if (row.value === null) return change.value ? <Removed itemKey={itemKey} /> : <Missing itemKey={itemKey} />;
	const { value } = parts.value;
	// What is typed belongs to this item as it was, even if another one is open when it is finished.
	const item = openedToType();
	const onChange = canWrite.value ? (next) => edit({ value: next }, item) : undefined;
	const room = roomOf(row.value);
	const seen = before.value ? partsOf(before.value).M.value : undefined;
	return (
		<>
			<Facts row={row.value} before={before.value} sizes={sizes.value} isReadOnly={!canWrite.value} />
			<Labels parts={parts.value} isReadOnly={!canWrite.value} changed={changed.value} />
			<Conflict itemKey={itemKey} />
			<div class="item-tabs">
				<Tabs
					name="The value"
					value={tab.value}
					tabs={[
						["tree", "Tree"],
						["text", "Text"],
					]}
					onValue={(next) => {
						tab.value = next;
					}}
				/>
				{onChange ? (
					<KindSelect
						label="Kind of the value"
						kind={kindOf(value)}
						disabled={isUnfinished}
						onKind={(kind) => onChange(convert(value, kind))}
					/>
				) : (
					<span class="faint read-only">To change items, start the explorer with --write.</span>
				)}
			</div>
			<div class="item-value" role="tabpanel" aria-label={tab.value === "tree" ? "Tree" : "Text"}>
				{tab.value === "text" ? (
					<TextTab {...{ itemKey, value, seen, room, onChange }} base={item.before} />
				) : (
					<>
						{isUnfinished && (
							<Notice kind="warn">
								The text of this value is not finished.{" "}
								<button
									type="button"
									class="link"
									onClick={() => {
										tab.value = "text";
									}}
								>
									Go on with it
								</button>{" "}
								or discard it there, then change the tree.
							</Notice>
						)}
						<Tree
							onEditing={(is) => (is ? keepTyping(itemKey, item.before) : endTyping(itemKey))}
							value={value}
							room={room}
							changed={changed.value}
							onChange={isUnfinished ? undefined : onChange}
							onRevert={onChange && ((difference) => staging.value.reject(itemKey, difference))}
						/>
					</>
				)}
			</div>
		</>
	);
}

const review = () => {
	shown.value = "review";
};

function Conflict({ itemKey }) {
	const conflicts = staging.value?.conflicts;
	if (!conflicts?.value.has(itemKey)) {
		const now = overtaken.value;
		if (now === undefined) return null;
		const meet = () => {
			conflicts.value = new Map(conflicts.value).set(itemKey, now);
		};
		const compare = () => {
			meet();
			review();
		};
		const makeAgain = () =>
			batch(() => {
				meet();
				staging.value.resolve(itemKey, opened().row);
				continueTyping(itemKey, null);
			});
		return (
			<Notice kind="warn">
				Somebody has {now ? "changed" : "removed"} this item since you saw it.{" "}
				{now === null ? (
					<button type="button" class="link" onClick={makeAgain}>
						Make it again
					</button>
				) : change.value ? (
					<button type="button" class="link" onClick={compare}>
						Compare
					</button>
				) : (
					"Finish what you type, then compare both."
				)}
			</Notice>
		);
	}
	return (
		<Notice kind="bad">
			Somebody has changed this item since.{" "}
			<button type="button" class="link" onClick={review}>
				Choose what stays
			</button>
		</Notice>
	);
}

const Failed = ({ error }) => (
	<Empty icon="warning" title={error.message}>
		{error.hint && <p>{error.hint}</p>}
		<Button icon="refresh" onClick={() => load()}>
			Read it again
		</Button>
	</Empty>
);

const Removed = ({ itemKey }) => (
	<Empty icon="close" title="This item will be removed">
		<p>It is stored until the changes are written.</p>
		<Button icon="undo" onClick={() => staging.value.discard(itemKey)}>
			Keep it
		</Button>
	</Empty>
);

const Missing = ({ itemKey }) => (
	<Empty icon="search" title="There is no such item">
		<p>Nothing is stored under this key, or it has expired.</p>
		{canWrite.value && (
			<Button icon="add" onClick={() => makeItem(itemKey, { M: {} })}>
				Make it
			</Button>
		)}
	</Empty>
);
