// Icons, as lines on a grid of 16. They repeat what words beside them say, so screen readers skip them.

const PATHS = {
	add: "M8 3v10M3 8h10",
	bolt: "M8.8 1.8 3.5 9H8l-.8 5.2L12.5 7H8z",
	check: "m3 8.5 3.2 3L13 4.5",
	chevron: "m6 3.5 4.5 4.5L6 12.5",
	clock: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.8V8l2.2 1.6",
	close: "m4 4 8 8M12 4l-8 8",
	columns: "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
	copy: "M5.5 5.5h7v8h-7zM3.5 10.5v-8h7",
	dot: "M8 8h.01",
	down: "M8 3v9.5M4 9l4 4 4-4",
	download: "M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.5h10",
	edit: "m3 13 .6-2.9 7-7 2.3 2.3-7 7z",
	health: "M1.8 8.5h3L6.5 4l3 8 1.7-3.5h3",
	info: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.4v3.4M8 5.2h.01",
	items: "M2.5 4h11M2.5 8h11M2.5 12h11",
	key: "M10 6.5a2.5 2.5 0 1 0 0-.01M7.8 7.8 3 12.6V14h2v-1.5h1.5",
	label: "M2.5 2.5h5l6 6-5 5-6-6zM5.2 5.2h.01",
	lock: "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
	more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
	pause: "M5.5 3.5v9M10.5 3.5v9",
	play: "M5 3.2v9.6L12.5 8z",
	refresh: "M13 4v3h-3M12.7 7A5 5 0 1 0 13 9.5",
	search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14",
	stop: "M4 4h8v8H4z",
	sort: "M5 3v10M2.5 10.5 5 13l2.5-2.5M11 13V3M8.5 5.5 11 3l2.5 2.5",
	tree: "M3 3v9.5h4M3 6.5h4M9 5h4.5v3H9zM9 11h4.5v3H9z",
	undo: "M3.5 6h6a3.5 3.5 0 0 1 0 7H6M6 3.2 3.2 6 6 8.8",
	upload: "M8 10.5V3M4.8 6 8 2.8 11.2 6M3 13.5h10",
	warning: "M8 2.2 14.5 13.5h-13zM8 6.5v3.2M8 11.6h.01",
};

/** @param {{ name: keyof typeof PATHS, size?: number }} props */
export const Icon = ({ name, size = 16 }) => (
	<svg
		class="icon"
		width={size}
		height={size}
		viewBox="0 0 16 16"
		fill="none"
		stroke="currentColor"
		stroke-width="1.5"
		stroke-linecap="round"
		stroke-linejoin="round"
		aria-hidden="true"
		focusable="false"
	>
		<path d={PATHS[name]} />
	</svg>
);
