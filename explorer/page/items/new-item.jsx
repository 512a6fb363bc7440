// Makes a new item in the collection that is shown.

import { openNewItem } from "../item/actions.mjs";
import { Button } from "../parts/button.jsx";
import { collection, parsed } from "../state/query.mjs";
import { canWrite } from "../state/store.mjs";

export function NewItem() {
	if (!canWrite.value) return null;
	const isByLabel = parsed.value.query?.label !== undefined;
	const prefix = isByLabel || collection.value === "" ? "" : `${collection.value}:`;
	return <Button icon="add" label="New item" onClick={() => openNewItem(prefix)} />;
}
