// A share as a bar. The numbers beside it say the same, so screen readers skip it.

/** @param {{ share: number, isHigh?: boolean }} props `share` from 0 to 1 */
export const Bar = ({ share, isHigh = false }) => (
	<svg class={`bar ${isHigh ? "high" : ""}`} width="100%" height="6" aria-hidden="true">
		<rect class="rest" width="100%" height="6" rx="3" />
		<rect width={`${Math.min(100, Math.max(share > 0 ? 1 : 0, share * 100))}%`} height="6" rx="3" />
	</svg>
);
