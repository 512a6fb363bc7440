// In what two stores differ, and what a copy would do about it.

import { Button } from "../parts/button.jsx";
import { plural } from "../parts/format.mjs";
import { Notice } from "../parts/small.jsx";
import { canWrite } from "../state/store.mjs";
import { Confirmation, useConfirmation } from "./confirm.jsx";
import { Counts } from "./counts.jsx";
import { Frame } from "./frame.jsx";

const GROUPS = {
	missing: "Missing there",
	differ: "Earlier there",
	newer: "Newer there",
	other: "Same version, other content",
	surplus: "Only there",
};

export function Difference({ frame, result, body: { mode, keys, query }, onCopy, onBack }) {
	const { to: target, written, removed, same, samples } = result;
	const isPart = (keys ?? query) !== undefined;
	const table = target.kind === "dynamodb" ? target.name : null;
	const confirmation = useConfirmation(written + removed, table);
	const isNothing = written + removed === 0;
	const isReady = canWrite.value && !isNothing && confirmation.isMeant;
	const counts = [
		[result.missing, GROUPS.missing],
		[result.differ, GROUPS.differ],
		[result.newer, GROUPS.newer],
		...(result.other > 0 ? [[result.other, GROUPS.other]] : []),
		[same, "The same"],
		...(isPart ? [] : [[result.surplus, GROUPS.surplus]]),
	];
	const footer = (
		<>
			<Button onClick={onBack} autoFocus={confirmation.wanted === undefined}>
				Back
			</Button>
			<Button kind={removed > 0 ? "danger" : "primary"} type="submit" form="bulk-difference" disabled={!isReady}>
				{`Copy ${plural(written, "item")}`}
			</Button>
		</>
	);
	return (
		<Frame {...frame} isWide footer={footer}>
			<Counts counts={counts} />
			<Notice kind={isNothing ? "good" : removed > 0 ? "warn" : "note"}>
				{isNothing ? (
					"There is nothing to copy."
				) : (
					<p>{promise({ written, removed, place: table ?? target.place, mode })}</p>
				)}
				{!isNothing && !canWrite.value && (
					<p>
						This explorer only reads. To copy, start it with <code>--write</code>.
					</p>
				)}
			</Notice>
			{Object.entries(GROUPS).map(
				([what, words]) =>
					samples[what].length > 0 && <Keys key={what} words={words} keys={samples[what]} all={result[what]} />,
			)}
			<form
				id="bulk-difference"
				onSubmit={(event) => {
					event.preventDefault();
					if (isReady) onCopy();
				}}
			>
				{canWrite.value && !isNothing && <Confirmation confirmation={confirmation} />}
			</form>
		</Frame>
	);
}

function promise({ written, removed, place, mode }) {
	const writes = `This writes ${plural(written, "item")} to ${place}`;
	const replaces = mode === "always" || mode === "mirror" ? ", in place of what is there" : "";
	return removed > 0 ? `${writes}${replaces}, and removes ${plural(removed, "item")} there.` : `${writes}${replaces}.`;
}

const Keys = ({ words, keys, all }) => (
	<details class="keys-of">
		<summary>
			{words} <span class="faint">{keys.length < all ? `the first ${keys.length}` : keys.length}</span>
		</summary>
		<ul class="code">
			{keys.map((key) => (
				<li key={key}>{key}</li>
			))}
		</ul>
	</details>
);
