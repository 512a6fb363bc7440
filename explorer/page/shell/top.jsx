// The bar at the top: which store this is, the views, and what can be done everywhere.

import { signal } from "@preact/signals";
import { UndoMenu } from "../changes/bar.jsx";
import { PaletteButton } from "../palette/palette-button.jsx";
import { Button } from "../parts/button.jsx";
import { Icon } from "../parts/icon.jsx";
import { Badge } from "../parts/small.jsx";
import { go, linkTo, view } from "../state/address.mjs";
import { canWrite, isTable, store } from "../state/store.mjs";
import { VIEWS } from "./views.mjs";

/** Whether the collections are shown where the window is too narrow for them. */
export const isSideOpen = signal(false);

export const Top = () => (
	<header class="top">
		<Button
			kind="quiet"
			icon="tree"
			label="Collections"
			class="side-toggle"
			aria-expanded={isSideOpen.value}
			onClick={() => {
				isSideOpen.value = !isSideOpen.value;
			}}
		/>
		<StoreName />
		<nav class="views" aria-label="Views">
			{VIEWS.map(({ id, title, icon }) => (
				<a
					key={id}
					aria-label={title}
					title={title}
					href={linkTo({ view: id === "items" ? undefined : id })}
					aria-current={view.value === id ? "page" : undefined}
					onClick={(event) => {
						if (event.metaKey || event.ctrlKey || event.shiftKey) return;
						event.preventDefault();
						go({ view: id === "items" ? undefined : id });
					}}
				>
					<Icon name={icon} />
					<span>{title}</span>
				</a>
			))}
		</nav>
		<div class="top-end">
			<PaletteButton />
			{canWrite.value ? <UndoMenu /> : <ReadOnly />}
		</div>
	</header>
);

function StoreName() {
	const { name, place } = store.value;
	return (
		<div class="store-name" title={place}>
			<img src="icon.svg" alt="" width="22" height="22" />
			<div class="ellipsis">
				<strong>{name}</strong>
				{!isTable.value && <span class="faint ellipsis place">{place}</span>}
			</div>
		</div>
	);
}

const ReadOnly = () => (
	<Badge title="Nothing can be changed here. To change items, start the explorer with --write.">
		<Icon name="lock" size={12} />
		Read-only
	</Badge>
);
