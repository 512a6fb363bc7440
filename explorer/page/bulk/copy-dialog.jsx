// Copies items to another store: first the difference, then the copy, which is compared with its source at the end.

import { useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { Failure } from "../parts/failure.jsx";
import { plural } from "../parts/format.mjs";
import { JobProgress } from "../parts/job-progress.jsx";
import { Field } from "../parts/small.jsx";
import { useJob } from "../state/jobs.mjs";
import { remember, remembered } from "../state/preferences.mjs";
import { Difference } from "./difference.jsx";
import { Frame, OverButton } from "./frame.jsx";
import { closeBulk } from "./index.mjs";
import { Outcome } from "./outcome.jsx";
import { Policy } from "./policy.jsx";
import { Selected } from "./selected.jsx";
import { isWhole } from "./selection.mjs";

export function CopyDialog({ selection }) {
	const [to, setTo] = useState(remembered("copy-to", ""));
	const [mode, setMode] = useState("newer");
	const dry = useJob();
	const run = useJob();
	const body = { kind: "copy", to: to.trim(), mode, ...(isWhole(selection) ? {} : selection) };
	const compare = (event) => {
		event.preventDefault();
		// Only places without a password are worth remembering.
		if (!to.includes("@")) remember("copy-to", to.trim());
		dry.start({ ...body, dryRun: true });
	};
	const frame = { title: "Copy to another store", run, label: "Copying" };
	if (run.progress !== undefined) {
		return (
			<Frame {...frame} footer={<OverButton run={run} />}>
				{run.isRunning ? (
					<JobProgress progress={run.progress} label="Copying" onStop={run.stop} />
				) : (
					<Copied progress={run.progress} />
				)}
			</Frame>
		);
	}
	if (dry.isRunning) {
		return (
			<Frame {...frame}>
				<JobProgress progress={dry.progress} label="Comparing both stores" onStop={dry.stop} />
			</Frame>
		);
	}
	if (dry.progress?.state === "done") {
		return (
			<Difference
				frame={frame}
				result={dry.progress.result}
				body={body}
				onCopy={() => run.start(body)}
				onBack={dry.clear}
			/>
		);
	}
	const footer = (
		<>
			<Button onClick={closeBulk}>Cancel</Button>
			<Button kind="primary" type="submit" form="bulk-copy" disabled={to.trim() === ""}>
				Compare first
			</Button>
		</>
	);
	return (
		<Frame {...frame} footer={footer}>
			<Selected selection={selection} />
			<form id="bulk-copy" class="bulk-settings" onSubmit={compare}>
				<Field
					name="To which store"
					hint="A URL: file:./copy, or dynamodb://table?region=eu-west-1. Credentials are those of the explorer."
					placeholder="file:./copy"
					value={to}
					onValue={setTo}
					autoFocus
					autoComplete="off"
					spellcheck={false}
				/>
				<Policy name="Which items to copy" value={mode} onValue={setMode} hasMirror={isWhole(selection)} />
			</form>
			{dry.progress?.state === "failed" && <Failure error={dry.progress.error} />}
		</Frame>
	);
}

function Copied({ progress }) {
	const { written = 0, unchanged = 0, skipped = 0, removed = 0, unreadable = 0, verified } = progress.result ?? {};
	const more = [];
	if (unchanged > 0) more.push(`${plural(unchanged, "item")} were there already.`);
	if (skipped > 0) more.push(`${plural(skipped, "item")} were left out, because the target has its own.`);
	if (removed > 0) more.push(`${plural(removed, "item")} that only the target had are removed.`);
	if (unreadable > 0) more.push(`${plural(unreadable, "row")} cannot be read, and were not copied.`);
	if (verified?.lacking === 0) more.push(`Compared: the target has all ${plural(verified.items, "item")}.`);
	return <Outcome progress={progress} done={`${plural(written, "item")} written.`} more={more} />;
}
