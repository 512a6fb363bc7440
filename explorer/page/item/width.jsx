// The edge of the item panel, which is dragged or moved with arrows. The width stays for the next time.

import { signal } from "@preact/signals";
import { remember, remembered } from "../state/preferences.mjs";

const [LEAST, MOST, STEP] = [360, 1000, 24];
const NAME = "item-width";

/** The width in pixels; `undefined` for that of the style sheet. */
export const width = signal(remembered(NAME, undefined));

function setWidth(pixels) {
	// The list beside it stays.
	const most = Math.max(LEAST, Math.min(MOST, window.innerWidth - 560));
	width.value = Math.round(Math.min(most, Math.max(LEAST, pixels)));
	remember(NAME, width.value);
}

export function Edge() {
	const onPointerDown = (event) => {
		if (event.button !== 0) return;
		event.preventDefault();
		event.currentTarget.setPointerCapture(event.pointerId);
	};
	const onPointerMove = (event) => {
		const isDragged = event.currentTarget.hasPointerCapture(event.pointerId);
		if (isDragged) setWidth(event.currentTarget.parentElement.getBoundingClientRect().right - event.clientX);
	};
	const onKeyDown = (event) => {
		const by = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
		if (by === undefined) return;
		event.preventDefault();
		setWidth(event.currentTarget.parentElement.offsetWidth + by);
	};
	return (
		// biome-ignore lint/a11y/useSemanticElements: a line between two parts of a text is another thing.
		<div
			class="item-edge"
			role="separator"
			tabIndex={0}
			aria-orientation="vertical"
			aria-label="Width of the item"
			aria-valuenow={width.value ?? 460}
			aria-valuemin={LEAST}
			aria-valuemax={MOST}
			onPointerDown={onPointerDown}
			onPointerMove={onPointerMove}
			onKeyDown={onKeyDown}
		/>
	);
}
