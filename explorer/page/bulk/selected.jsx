// Says which items a dialog is about.

import { wordsOf } from "./selection.mjs";

export function Selected({ selection }) {
	const { words, query } = wordsOf(selection);
	return (
		<p class="selected">
			{`This is about ${words}${query ? " " : "."}`}
			{query && <code>{query}</code>}
		</p>
	);
}
