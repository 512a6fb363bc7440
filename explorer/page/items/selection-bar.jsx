// What can be done with the selected items.

import { openBulk } from "../bulk/index.mjs";
import { Button } from "../parts/button.jsx";
import { plural } from "../parts/format.mjs";
import { canWrite } from "../state/store.mjs";
import { clearSelection, selected } from "./selection.mjs";

export function SelectionBar() {
	const keys = [...selected.value];
	if (keys.length === 0) return null;
	const bulk = (kind) => () => openBulk(kind, { keys });
	return (
		<div class="selection-bar" role="toolbar" aria-label="Selected items">
			<strong role="status">{plural(keys.length, "item")} selected</strong>
			<Button icon="download" onClick={bulk("export")}>
				Export
			</Button>
			{canWrite.value && (
				<>
					<Button icon="copy" onClick={bulk("copy")}>
						Copy to…
					</Button>
					<Button icon="label" onClick={bulk("label")}>
						Label
					</Button>
					<Button icon="clock" onClick={bulk("expire")}>
						Expiry
					</Button>
					<Button kind="danger" onClick={bulk("remove")}>
						Delete
					</Button>
				</>
			)}
			<Button kind="quiet" icon="close" label="Clear the selection" keys="Esc" onClick={clearSelection} />
		</div>
	);
}
