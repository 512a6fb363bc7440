// How far a job is, and the button that stops it.

import { Button } from "./button.jsx";
import { count } from "./format.mjs";
import { Progress } from "./small.jsx";
import "./job-progress.css";

/** @param {{ progress: object, label: string, onStop?: () => void }} props `label`: what the job does, such as "Deleting" */
export function JobProgress({ progress, label, onStop }) {
	const { state, done, total, rate, isUnreachable } = progress;
	const ofTotal = total === undefined ? "" : ` of ${count(total)}`;
	return (
		<div class="job">
			<div class="job-line">
				<strong>{state === "stopping" ? "Stopping…" : label}</strong>
				<span class="quiet">
					{`${count(done)}${ofTotal}`}
					{rate !== undefined && ` · ${count(Math.round(rate))} a second`}
				</span>
				{onStop && (
					<Button icon="stop" disabled={state === "stopping"} onClick={onStop}>
						Stop
					</Button>
				)}
			</div>
			<Progress done={done} total={total} label={label} />
			{isUnreachable && <p class="wrong">The explorer does not answer. This page keeps asking.</p>}
		</div>
	);
}
