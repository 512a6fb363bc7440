// Where a window of lines is within millions of them.
//
// A browser lays out no more than some 33 million pixels. Beyond a limit, the element that scrolls is therefore lower than
// the list. A small step of its scroll bar, such as one of the wheel, then moves the list by as many pixels, and a large
// one, such as a drag, moves it in proportion. After small steps both places disagree, until `settle` says where the
// scroll bar belongs.

/** The height of the element that scrolls is at most this. Firefox lays out half of what Chromium does. */
export const MOST_PIXELS = 8_000_000;
/** Steps of at most so many windows are small. */
const SMALL = 3;

const within = (value, most) => Math.min(Math.max(value, 0), Math.max(most, 0));

export class Scroller {
	/** The first pixel of the list that the window shows. */
	top = 0;
	/** The place of the scroll bar that belongs to it now. */
	bar = 0;
	#lines = 0;
	#height = 1;
	#view = 1;
	#across = 1;

	/**
	 * Takes the number of lines, their height and that of the window, in pixels, and how many things are side by side on a
	 * line. The first one that shows stays.
	 */
	measure(lines, height, view, across = 1) {
		const first = ((this.top / this.#height) * this.#across) / across;
		this.#across = across;
		[this.#lines, this.#height, this.#view] = [lines, height, Math.max(view, 1)];
		this.top = within(first * height, this.#mostTop);
		if (!this.isScaled) this.bar = this.top;
		this.bar = within(this.bar, this.#mostBar);
	}

	get total() {
		return this.#lines * this.#height;
	}

	/** The height of the element inside the one that scrolls. */
	get pixels() {
		return Math.min(this.total, MOST_PIXELS);
	}

	get isScaled() {
		return this.total > MOST_PIXELS;
	}

	get #mostTop() {
		return Math.max(this.total - this.#view, 0);
	}

	get #mostBar() {
		return Math.max(this.pixels - this.#view, 0);
	}

	/** The scroll bar was moved here. */
	move(bar) {
		const step = bar - this.bar;
		if (step === 0) return;
		this.bar = within(bar, this.#mostBar);
		if (!this.isScaled) this.top = this.bar;
		else if (Math.abs(step) > SMALL * this.#view) this.top = (this.bar / this.#mostBar) * this.#mostTop;
		else this.top = within(this.top + step, this.#mostTop);
	}

	/** Where the scroll bar belongs. Set it there when nobody scrolls, or when `isStuck`. */
	settle() {
		if (this.isScaled) this.bar = Math.round((this.top / this.#mostTop) * this.#mostBar);
		return this.bar;
	}

	/** Whether the scroll bar is so near to an end that it could stop before the list does, or the list before it. */
	get isStuck() {
		if (!this.isScaled) return false;
		const [above, below] = [this.bar, this.#mostBar - this.bar];
		const near = this.#view / 4;
		return (
			(above < near && this.top > above) ||
			(below < near && this.#mostTop - this.top > below) ||
			(this.top === 0 && above > 0) ||
			(this.top === this.#mostTop && below > 0)
		);
	}

	/** Shows a line, with as little movement as possible, or as the first one. */
	show(line, { first = false } = {}) {
		const top = line * this.#height;
		const last = top + this.#height - this.#view;
		if (first || top < this.top) this.top = within(top, this.#mostTop);
		else if (last > this.top) this.top = within(last, this.#mostTop);
		if (!this.isScaled) this.bar = this.top;
	}

	/** Lines have come or gone above: what shows stays where it is. */
	shift(lines) {
		this.top = within(this.top + lines * this.#height, this.#mostTop);
		if (!this.isScaled) this.bar = this.top;
	}

	/** The lines to draw, with some around those that show: `[from, to)`. */
	lines(around = 0) {
		const from = Math.max(Math.floor(this.top / this.#height) - around, 0);
		const to = Math.min(Math.ceil((this.top + this.#view) / this.#height) + around, this.#lines);
		return [Math.min(from, to), to];
	}

	/** How many whole lines the window shows. */
	get page() {
		return Math.max(Math.floor(this.#view / this.#height), 1);
	}

	/** Where a line is inside the element that scrolls, in pixels. */
	place(line) {
		return line * this.#height - this.top + this.bar;
	}
}
