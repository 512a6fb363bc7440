// Imports a file: chosen or dropped, looked at, then written.

import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { Failure } from "../parts/failure.jsx";
import { plural, size } from "../parts/format.mjs";
import { JobProgress } from "../parts/job-progress.jsx";
import { Progress } from "../parts/small.jsx";
import { post } from "../state/api.mjs";
import { useJob } from "../state/jobs.mjs";
import { FileField } from "./file-field.jsx";
import { Frame, OverButton } from "./frame.jsx";
import { ImportPreview } from "./import-preview.jsx";
import { closeBulk } from "./index.mjs";
import { Outcome } from "./outcome.jsx";
import { Policy } from "./policy.jsx";
import { upload } from "./upload.mjs";

export function ImportDialog() {
	const [file, setFile] = useState(undefined);
	const [policy, setPolicy] = useState("missing");
	const [sent, setSent] = useState(undefined);
	const [error, setError] = useState(undefined);
	const uploaded = useRef(undefined);
	const ending = useRef(new AbortController());
	const dry = useJob();
	const run = useJob();
	useEffect(() => () => ending.current.abort(), []);
	const [key, setKey] = useState(undefined);
	const body = () => ({ kind: "import", upload: uploaded.current.id, if: policy, key });
	const look = async (event) => {
		event.preventDefault();
		setError(undefined);
		try {
			if (uploaded.current?.file !== file) {
				setSent(0);
				const id = await upload(file, { post, signal: ending.current.signal, onProgress: setSent });
				uploaded.current = { file, id };
			}
			dry.start({ ...body(), dryRun: true }).then(({ state }) => {
				// The server keeps the file only for a run.
				if (state !== "done") uploaded.current = undefined;
			});
		} catch (failure) {
			if (failure.name !== "AbortError") setError(failure);
		}
		setSent(undefined);
	};
	const frame = { title: file ? `Import ${file.name}` : "Import a file", run, label: "Importing" };
	if (run.progress !== undefined) {
		return (
			<Frame {...frame} footer={<OverButton run={run} />}>
				{run.isRunning ? (
					<JobProgress progress={run.progress} label="Importing" onStop={run.stop} />
				) : (
					<Imported progress={run.progress} />
				)}
			</Frame>
		);
	}
	if (sent !== undefined) {
		return (
			<Frame {...frame} footer={<Button onClick={closeBulk}>Cancel</Button>}>
				<p>{`Reading ${size(sent)} of ${size(file.size)}`}</p>
				<Progress done={sent} total={file.size} label="Reading the file" />
			</Frame>
		);
	}
	if (dry.isRunning) {
		return (
			<Frame {...frame}>
				<JobProgress progress={dry.progress} label="Looking at the file" onStop={dry.stop} />
			</Frame>
		);
	}
	if (dry.progress?.state === "done") {
		return (
			<ImportPreview
				frame={frame}
				result={dry.progress.result}
				policy={policy}
				onBack={dry.clear}
				onKey={(chosen) => {
					setKey(chosen);
					dry.start({ ...body(), key: chosen, dryRun: true });
				}}
				onImport={() => run.start(body())}
			/>
		);
	}
	const failure = error ?? dry.progress?.error;
	const footer = (
		<>
			<Button onClick={closeBulk}>Cancel</Button>
			<Button kind="primary" type="submit" form="bulk-import" disabled={file === undefined}>
				Preview
			</Button>
		</>
	);
	return (
		<Frame {...frame} footer={footer}>
			<form id="bulk-import" class="bulk-settings" onSubmit={look}>
				<FileField
					file={file}
					onFile={(chosen) => {
						setFile(chosen);
						setKey(undefined);
					}}
				/>
				<Policy name="Which items to write" value={policy} onValue={setPolicy} />
			</form>
			{failure && <Failure error={failure} />}
		</Frame>
	);
}

function Imported({ progress }) {
	const { written = 0, skipped = 0 } = progress.result ?? {};
	const more =
		skipped > 0
			? [`${plural(skipped, "item")} ${skipped === 1 ? "was" : "were"} left out, because the store has its own.`]
			: [];
	return <Outcome progress={progress} done={`${plural(written, "item")} imported.`} more={more} />;
}
