"use strict";

// A list of more lines than a browser can lay out: each line can be reached, and small steps are exact.

const fc = require("fast-check");
const { load } = require("../support/modules.js");

const { Scroller, MOST_PIXELS } = load("explorer/page/parts/scroller.mjs");
const HEIGHT = 32;
const VIEW = 700;

function scroller(lines) {
	const made = new Scroller();
	made.measure(lines, HEIGHT, VIEW);
	return made;
}

test("a short list scrolls as the browser does", () => {
	const list = scroller(1000);
	expect(list.pixels).toBe(32_000);
	list.move(5000);
	expect(list.top).toBe(5000);
	list.move(31_300);
	expect(list.lines()).toEqual([978, 1000]);
	expect(list.place(999)).toBe(999 * HEIGHT);
});

test("an empty list has no lines", () => {
	expect(scroller(0).lines(5)).toEqual([0, 0]);
});

describe("ten million lines", () => {
	const LINES = 10_000_000;
	const most = MOST_PIXELS - VIEW;

	test("the element that scrolls stays below the limit", () => {
		expect(scroller(LINES).pixels).toBe(MOST_PIXELS);
	});

	test("a small step moves by as many pixels, wherever the list is", () => {
		const list = scroller(LINES);
		list.move(most / 2);
		const before = list.top;
		list.move(most / 2 + 100);
		expect(list.top).toBe(before + 100);
		list.move(most / 2 + 90);
		expect(list.top).toBe(before + 90);
	});

	test("a drag to the end shows the last line, and one to the beginning the first", () => {
		const list = scroller(LINES);
		list.move(most);
		expect(list.lines()[1]).toBe(LINES);
		expect(list.place(LINES - 1) + HEIGHT).toBe(list.pixels);
		list.move(0);
		expect(list.lines()[0]).toBe(0);
		expect(list.place(0)).toBe(0);
	});

	test("small steps alone reach both ends, because the scroll bar is set right when it is stuck", () => {
		const list = scroller(300_000);
		for (const direction of [1, -1]) {
			let steps = 0;
			for (let before = -1; list.top !== before && steps < 10_000; steps++) {
				before = list.top;
				list.move(list.bar + direction * 1500);
				if (list.isStuck) list.settle();
			}
			expect(list.top).toBe(direction > 0 ? 300_000 * HEIGHT - VIEW : 0);
			expect(list.bar).toBe(direction > 0 ? most : 0);
		}
	});

	test("what is drawn is where the window is", () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof(fc.integer({ min: -2000, max: 2000 }), fc.integer({ min: -most, max: most })), {
					maxLength: 30,
				}),
				(steps) => {
					const list = scroller(LINES);
					for (const step of steps) {
						list.move(list.bar + step);
						if (list.isStuck) list.settle();
						const [from, to] = list.lines();
						expect(list.place(from)).toBeLessThanOrEqual(list.bar + 1e-3);
						expect(list.place(to - 1) + HEIGHT).toBeGreaterThanOrEqual(list.bar + VIEW - 1e-3);
						expect(to - from).toBeLessThanOrEqual(Math.ceil(VIEW / HEIGHT) + 1);
					}
				},
			),
		);
	});
});

test("a line is shown with as little movement as possible", () => {
	const list = scroller(10_000_000);
	list.show(3);
	expect(list.top).toBe(0);
	list.show(5_000_000);
	expect(list.lines()[1]).toBe(5_000_001);
	list.show(4_999_990);
	expect(list.lines()[1]).toBe(5_000_001);
	list.show(5_000_000, { first: true });
	expect(list.lines()[0]).toBe(5_000_000);
});

test("more lines, as they become known, do not move what shows", () => {
	const list = scroller(100);
	list.move(640);
	list.measure(10_000_000, HEIGHT, VIEW);
	expect(list.lines()[0]).toBe(20);
	list.measure(50, HEIGHT, VIEW);
	expect(list.lines()[1]).toBe(Math.min(50, 20 + Math.ceil(VIEW / HEIGHT)));
});

test("what is side by side, or higher, shows from the same place on", () => {
	const list = scroller(10_000_000);
	list.show(4_000_001, { first: true });
	list.measure(5_000_000, 200, VIEW, 2);
	expect(list.lines()[0]).toBe(2_000_000);
	list.measure(10_000_000, HEIGHT, VIEW);
	expect(list.lines()[0]).toBe(4_000_001);
});
