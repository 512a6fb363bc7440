// Joins a `Scroller` to the element that scrolls.

import { useLayoutEffect, useReducer, useRef } from "preact/hooks";
import { Scroller } from "./scroller.mjs";

/** Nobody has scrolled for so long: the scroll bar may be set right. */
const STILL_MS = 160;
/** Faster than so many windows in a step, rows are passed by. */
const FAST = 2;

/**
 * @param {number} lines
 * @param {number} height of a line, in pixels
 * @param {{ head?: number, across?: number, kept?: Scroller }} [options] `head`: pixels of the window that are covered by what stays at its
 * top. `across`: what is side by side on a line. `kept`: where the window was when it was shown before
 * @returns {{ element: import("preact").Ref<HTMLElement>, scroller: Scroller, isPassing: boolean, go(line: number, options?: object): void, shift(lines: number): void }}
 * `isPassing`: what shows is passed by, so that nothing has to be read for it
 */
export function useScroller(lines, height, { head = 0, across = 1, kept } = {}) {
	const element = useRef(null);
	const [, draw] = useReducer((drawn) => drawn + 1, 0);
	const state = useRef(null);
	state.current ??= { scroller: kept ?? new Scroller(), view: 0, isPassing: false };
	if (kept !== undefined) state.current.scroller = kept;
	const { scroller } = state.current;
	scroller.measure(lines, height, state.current.view - head, across);

	/** The element may have scrolled already, while its event is still on the way. */
	const catchUp = () => state.current.scroller.move(element.current.scrollTop);
	const settle = () => {
		const box = element.current;
		if (box !== null && Math.abs(box.scrollTop - state.current.scroller.settle()) > 1) {
			box.scrollTop = state.current.scroller.bar;
		}
	};
	useLayoutEffect(settle, [scroller, height, across]);

	useLayoutEffect(() => {
		const box = element.current;
		let still;
		const stop = () => {
			catchUp();
			settle();
			still = undefined;
			state.current.isPassing = false;
			draw();
		};
		const scrolled = () => {
			const { top: before } = state.current.scroller;
			catchUp();
			if (state.current.scroller.isStuck) settle();
			const step = Math.abs(state.current.scroller.top - before);
			if (step === 0) return;
			// The first step may be the only one: a click on the scroll bar, or a key.
			state.current.isPassing = still !== undefined && step > FAST * state.current.view;
			clearTimeout(still);
			still = setTimeout(stop, STILL_MS);
			draw();
		};
		const resized = new ResizeObserver(() => {
			state.current.view = box.clientHeight;
			draw();
		});
		resized.observe(box);
		box.addEventListener("scroll", scrolled, { passive: true });
		return () => {
			clearTimeout(still);
			resized.disconnect();
			box.removeEventListener("scroll", scrolled);
		};
	}, []);

	const go = (line, options) => {
		catchUp();
		scroller.show(line, options);
		settle();
		draw();
	};
	const shift = (moved) => {
		catchUp();
		scroller.shift(moved);
		settle();
		draw();
	};
	return { element, scroller, go, shift, isPassing: state.current.isPassing };
}
