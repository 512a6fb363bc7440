// What a table and a list of documents have in common: the window, the active line, keys and pointers.

import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { keyOf } from "../../../formats/rows.mjs";
import { closeItem, enterItem } from "../item/actions.mjs";
import { count as countOf, plural } from "../parts/format.mjs";
import { useScroller } from "../parts/use-scroller.mjs";
import { go, openKey } from "../state/address.mjs";
import { say } from "../state/toasts.mjs";
import { active, anchor, jump } from "./active.mjs";
import { clearSelection, select, selected, toggle } from "./selection.mjs";

/** Rows that are read before somebody gets to them. */
const AHEAD = 60;

/**
 * @param {object} about
 * @param {object} about.list the lines, as `list.mjs` has them
 * @param {number} about.height of a line
 * @param {number} [about.head] what covers the top of the window
 * @param {number} [about.across] items side by side on a line
 */
export function useList({ list, height, head = 0, across = 1 }) {
	const count = list.lines;
	const scrolling = useScroller(Math.ceil(count / across), height, { head, across, kept: list.scroller });
	const { scroller, isPassing, element } = scrolling;
	const [first, last] = scroller.lines();

	useEffect(() => {
		if (!isPassing) list.want(Math.max(first * across - AHEAD, 0), last * across + AHEAD);
	});

	const show = (index, options) => scrolling.go(Math.floor(index / across), options);
	useLayoutEffect(() => {
		if (jump.value === undefined) return;
		const { index, isFirst } = jump.value;
		jump.value = undefined;
		show(index, { first: isFirst });
	}, [jump.value]);

	useKeptPlace({ list, index: first * across, scroller, move: (by) => scrolling.shift(Math.round(by / across)) });

	const moveTo = (index, { isExtending = false } = {}) => {
		const to = Math.min(Math.max(index, 0), count - 1);
		if (count === 0) return;
		if (isExtending) selectTo(list, to);
		else anchor.value = to;
		active.value = to;
		show(to);
	};

	const onKeyDown = (event) => {
		if (event.target !== event.currentTarget || event.altKey) return;
		const at = active.value;
		const page = scroller.page * across;
		const moves = {
			ArrowDown: at + across,
			ArrowUp: at - across,
			PageDown: at + page,
			PageUp: at - page,
			Home: 0,
			End: count - 1,
			...(across > 1 && { ArrowRight: at + 1, ArrowLeft: at - 1 }),
		};
		const row = list.at(at);
		if (event.key in moves)
			moveTo(at < 0 && event.key.startsWith("Arrow") ? 0 : moves[event.key], { isExtending: event.shiftKey });
		else if (event.key === "Enter" && row) enterItem(keyOf(row));
		else if (event.key === " " && row) toggle(keyOf(row));
		else if (event.key === "a" && (event.ctrlKey || event.metaKey)) selectTo(list, count - 1, 0);
		else if (event.key === "Escape" && selected.value.size > 0) clearSelection();
		else if (event.key === "Escape" && openKey.value !== undefined) closeItem();
		else return;
		event.preventDefault();
	};

	const onPointer = (event) => {
		const line = event.target.closest("[data-index]");
		if (line === null || event.target.closest("button, a, input")) return;
		const index = Number(line.dataset.index);
		const row = list.at(index);
		if (row === undefined) return;
		if (event.shiftKey) {
			window.getSelection()?.removeAllRanges();
			selectTo(list, index);
		} else if (event.ctrlKey || event.metaKey || event.target.closest(".check")) {
			toggle(keyOf(row));
			anchor.value = index;
		} else if (window.getSelection()?.isCollapsed !== false) {
			anchor.value = index;
			go({ item: keyOf(row) });
		}
		active.value = index;
	};

	return { element, scroller, onKeyDown, onPointer, active: active.value };
}

/** When items come or go above, what shows stays in its place, and so does the active line. At the top, what is new shows. */
function useKeptPlace({ list, index, scroller, move }) {
	const shown = useRef({});
	useLayoutEffect(() => {
		const before = shown.current;
		const row = list.at(index);
		const key = row && keyOf(row);
		shown.current = { order: list.constructor, top: scroller.top, index, key };
		const isSame = before.order === list.constructor && before.top === scroller.top && before.index === index;
		if (!isSame || scroller.top === 0 || key === undefined || before.key === undefined || key === before.key) return;
		const moved = list.indexOf(before.key) - index;
		if (moved + index < 0) return;
		if (active.value >= 0) active.value += moved;
		if (anchor.value >= 0) anchor.value += moved;
		move(moved);
	});
}

/** Selects from the anchor, or from another line, to a line. What is not here cannot be selected by its key, which must be said. */
export function selectTo(list, to, from = Math.max(anchor.value, 0)) {
	const keys = [];
	const [first, last] = [Math.min(from, to), Math.max(from, to)];
	for (let index = first; index <= last; index++) {
		const row = list.at(index);
		if (row !== undefined) keys.push(keyOf(row));
	}
	select(keys);
	const missing = Math.min(last + 1, list.known ?? list.lines) - first - keys.length;
	if (missing > 0) {
		say(`${plural(keys.length, "loaded item")} selected.`, {
			hint: `${countOf(missing)} more of them are not loaded. To act on all items of the query, use 'Actions' above.`,
		});
	}
}
