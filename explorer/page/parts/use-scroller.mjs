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
 * @param {number} [head] pixels of the window that are covered by what stays at its top
 * @returns {{ element: import("preact").Ref<HTMLElement>, scroller: Scroller, isPassing: boolean, go(line: number, options?: object): void, shift(lines: number): void }}
 * `isPassing`: what shows is passed by, so that nothing has to be read for it
 */
export function useScroller(lines, height, head = 0) {
	const element = useRef(null);
	const [, draw] = useReducer((drawn) => drawn + 1, 0);
	const state = useRef(null);
	state.current ??= { scroller: new Scroller(), view: 0, isPassing: false };
	const { scroller } = state.current;
	scroller.measure(lines, height, state.current.view - head);

	/** The element may have scrolled already, while its event is still on the way. */
	const catchUp = () => scroller.move(element.current.scrollTop);
	const settle = () => {
		const box = element.current;
		if (box !== null && Math.abs(box.scrollTop - scroller.settle()) > 1) box.scrollTop = scroller.bar;
	};

	useLayoutEffect(() => {
		const box = element.current;
		let still;
		const stop = () => {
			catchUp();
			settle();
			state.current.isPassing = false;
			draw();
		};
		const scrolled = () => {
			const before = scroller.top;
			catchUp();
			if (scroller.isStuck) settle();
			const step = Math.abs(scroller.top - before);
			if (step === 0) return;
			state.current.isPassing = step > FAST * state.current.view;
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
