// What kind a change is, in a shape and a word: colour alone would not reach everybody.

import "./mark.css";

const SHAPES = { created: "M8 3.5v9M3.5 8h9", updated: "M8 3 13 8 8 13 3 8Z", deleted: "M3.5 8h9" };

/** @param {{ kind: "created" | "updated" | "deleted", children?: import("preact").ComponentChildren }} props other words than the kind */
export const Mark = ({ kind, children = kind }) => (
	<span class={`mark ${kind}`}>
		<svg
			width="14"
			height="14"
			viewBox="0 0 16 16"
			fill="none"
			stroke="currentColor"
			stroke-width="2"
			aria-hidden="true"
		>
			<path d={SHAPES[kind]} />
		</svg>
		{children}
	</span>
);
