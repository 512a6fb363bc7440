// The button that opens the palette, for those who do not know its key.

import { Icon } from "../parts/icon.jsx";
import { Keys } from "../parts/small.jsx";
import { openPalette } from "./index.mjs";

export const PaletteButton = () => (
	<button
		type="button"
		class="palette-button"
		aria-keyshortcuts="Control+K Meta+K"
		title="Go to…"
		onClick={openPalette}
	>
		<Icon name="search" />
		<span>Go to…</span>
		<Keys keys="Mod K" />
	</button>
);
