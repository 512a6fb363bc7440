// Numbers beside their words, those that are 0 left out of the way.

import { count } from "../parts/format.mjs";

/** @param {{ counts: [number, string][] }} props */
export const Counts = ({ counts }) => (
	<dl class="counts">
		{counts.map(([number, words]) => (
			<div key={words} class={number === 0 ? "faint" : ""}>
				<dt>{words}</dt>
				<dd>{count(number)}</dd>
			</div>
		))}
	</dl>
);
