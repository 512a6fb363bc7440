// The frame of each dialog about many items: while its work runs, it can be put aside, and a small sign of it stays.

import { useEffect } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { Dialog } from "../parts/dialog.jsx";
import { count } from "../parts/format.mjs";
import { Progress } from "../parts/small.jsx";
import { listCollections } from "../state/collections.mjs";
import { isTable } from "../state/store.mjs";
import { expireTree } from "../tree/tree-state.mjs";
import { closeBulk, finished, isAside, isBusy } from "./index.mjs";

/**
 * @param {object} props
 * @param {string} props.title
 * @param {{ progress?: object, isRunning: boolean }} [props.run] the job that changes something
 * @param {string} [props.label] what the job does, such as "Deleting"
 */
export function Frame({ title, run, label, footer, isWide, children }) {
	const isRunning = run?.isRunning ?? false;
	const hasEnded = run?.progress !== undefined && !isRunning;
	useEffect(() => {
		isBusy.value = isRunning;
		return () => {
			isBusy.value = false;
		};
	}, [isRunning]);
	useEffect(() => {
		if (!hasEnded) return;
		finished.value++;
		expireTree();
		if (!isTable.value) listCollections();
		// What came out is news.
		isAside.value = false;
	}, [hasEnded]);
	if (isAside.value) return <Aside progress={run.progress} label={label} />;
	return (
		<Dialog title={title} isWide={isWide} onClose={() => leave(isRunning)} footer={footer} class="bulk">
			{children}
		</Dialog>
	);
}

function leave(isRunning) {
	if (isRunning) isAside.value = true;
	else closeBulk();
}

/** The button below work that runs or has ended. */
export const OverButton = ({ run: { isRunning } }) => (
	<Button kind={isRunning ? "plain" : "primary"} onClick={() => leave(isRunning)} autoFocus>
		{isRunning ? "Go on in the background" : "Done"}
	</Button>
);

const Aside = ({ progress: { done, total }, label }) => (
	<section class="bulk-aside" aria-label={label}>
		<div>
			<strong>{label}</strong>
			<span class="quiet">{` ${count(done)}${total === undefined ? "" : ` of ${count(total)}`}`}</span>
			<Progress done={done} total={total} label={label} />
		</div>
		<Button
			onClick={() => {
				isAside.value = false;
			}}
		>
			Show
		</Button>
	</section>
);
