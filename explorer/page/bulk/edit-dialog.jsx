// Deletes, labels or expires many items: settings, a dry run with the first of them, a confirmation, the work, what came out.

import { useEffect, useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { Failure } from "../parts/failure.jsx";
import { JobProgress } from "../parts/job-progress.jsx";
import { useJob } from "../state/jobs.mjs";
import { isTable } from "../state/store.mjs";
import { EDITS, othersOf } from "./edits.mjs";
import { Frame, OverButton } from "./frame.jsx";
import { closeBulk } from "./index.mjs";
import { Outcome } from "./outcome.jsx";
import { Preview } from "./preview.jsx";
import { Selected } from "./selected.jsx";
import { ExpirySettings, LabelSettings } from "./settings.jsx";

const SETTINGS = { label: LabelSettings, expire: ExpirySettings, remove: CostOnly };

export function EditDialog({ kind, selection }) {
	const edit = EDITS[kind];
	const [settings, setSettings] = useState(undefined);
	const dry = useJob();
	const run = useJob();
	const look = (chosen) => {
		setSettings(chosen);
		dry.start({ kind, ...chosen, ...selection, dryRun: true });
	};
	useEffect(() => {
		// There is nothing to choose. On a table, even looking is billed, so a button asks.
		if (kind === "remove" && !isTable.value) look({});
	}, []);
	const frame = { title: edit.title, run, label: edit.running };
	if (run.progress !== undefined) {
		const { result = {} } = run.progress;
		return (
			<Frame {...frame} footer={<OverButton run={run} />}>
				{run.isRunning ? (
					<JobProgress progress={run.progress} label={edit.running} onStop={run.stop} />
				) : (
					<Outcome progress={run.progress} done={edit.done(result.changed)} more={othersOf(result)} />
				)}
			</Frame>
		);
	}
	if (dry.isRunning) {
		return (
			<Frame {...frame}>
				<Selected selection={selection} />
				<JobProgress progress={dry.progress} label="Looking at what would change" onStop={dry.stop} />
			</Frame>
		);
	}
	if (dry.progress?.state === "done") {
		const start = () => run.start({ kind, ...settings, ...selection, preview: dry.progress.id });
		const back = kind === "remove" ? undefined : dry.clear;
		return <Preview {...{ edit, frame, selection, settings, start, back }} result={dry.progress.result} />;
	}
	const Settings = SETTINGS[kind];
	return (
		<Settings frame={frame} selection={selection} before={settings} onChosen={look}>
			{dry.progress?.state === "failed" && <Failure error={dry.progress.error} />}
		</Settings>
	);
}

function CostOnly({ frame, selection, onChosen, children }) {
	const footer = (
		<>
			<Button onClick={closeBulk}>Cancel</Button>
			<Button kind="primary" onClick={() => onChosen({})} autoFocus>
				Look at the items
			</Button>
		</>
	);
	return (
		<Frame {...frame} footer={footer}>
			<Selected selection={selection} />
			<p>
				Before anything is deleted, the explorer reads these items, and shows how many there are.
				{isTable.value && " DynamoDB bills what is read."}
			</p>
			{children}
		</Frame>
	);
}
