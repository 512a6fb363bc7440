// Looks for what is wrong in the store, and says what to do about it.

import { Button } from "../parts/button.jsx";
import { Card } from "../parts/cards.jsx";
import { Failure } from "../parts/failure.jsx";
import { count, plural } from "../parts/format.mjs";
import { JobProgress } from "../parts/job-progress.jsx";
import { Link } from "../parts/link.jsx";
import { Badge, Notice } from "../parts/small.jsx";
import { useJob } from "../state/jobs.mjs";
import { canWrite, isTable } from "../state/store.mjs";
import { adviceOf, isRepairable } from "./problems.mjs";

export function Check() {
	const job = useJob();
	const { progress, isRunning } = job;
	return (
		<Card
			title="Check"
			action={
				!isRunning && (
					<Button icon="health" onClick={() => job.start({ kind: "check" })}>
						{progress === undefined ? "Check everything" : "Check again"}
					</Button>
				)
			}
		>
			{progress === undefined && (
				<p class="quiet">
					{isTable.value
						? "Reads the whole table, which DynamoDB bills, and looks for rows that cannot be read and for a wrong schema."
						: "Looks at each item, label, expiry and event, and at the pages of the file. Programs can use the store meanwhile."}
				</p>
			)}
			{isRunning && <JobProgress progress={progress} label="Checking" onStop={job.stop} />}
			{progress?.state === "stopped" && <p class="quiet">Stopped. Nothing is known of what was not looked at.</p>}
			{progress?.state === "failed" && <Failure error={progress.error} />}
			{progress?.state === "done" && (
				<Checked checked={progress.result} onRepair={() => job.start({ kind: "check", repair: true })} />
			)}
		</Card>
	);
}

function Checked({ checked: { items, problems, more = 0 }, onRepair }) {
	const open = problems.filter(({ repaired }) => !repaired);
	if (problems.length === 0) {
		return <Notice kind="good">{`${plural(items, "item")} checked. Nothing is wrong.`}</Notice>;
	}
	return (
		<>
			<Notice kind={open.length + more === 0 ? "good" : "warn"}>
				<p>
					{`${plural(items, "item")} checked. `}
					{`${plural(problems.length + more, "problem")}, ${count(problems.length - open.length)} repaired.`}
				</p>
				{open.some(isRepairable) &&
					(canWrite.value ? (
						<Button onClick={onRepair}>Repair what can be repaired</Button>
					) : (
						<p>
							To repair what can be repaired, run <code>npx ampt-data check --repair</code>.
						</p>
					))}
			</Notice>
			<table class="table problems">
				<thead>
					<tr>
						<th scope="col">Problem</th>
						<th scope="col">What is wrong</th>
						<th scope="col">What to do</th>
					</tr>
				</thead>
				<tbody>
					{problems.map((problem) => (
						<Problem key={`${problem.kind} ${problem.key} ${problem.message}`} problem={problem} />
					))}
				</tbody>
			</table>
			{more > 0 && (
				<p class="quiet">{`${plural(more, "problem")} are not listed. Mend these first, then check again.`}</p>
			)}
		</>
	);
}

const Problem = ({ problem: { kind, key, message, repaired } }) => (
	<tr>
		<td>
			<Badge kind={repaired ? "good" : "bad"}>{kind}</Badge>
		</td>
		<td>
			{key !== undefined && (
				<div>
					<Link class="code" to={{ item: key }}>
						{key}
					</Link>
				</div>
			)}
			{message}
		</td>
		<td>{repaired ? "Nothing: it is repaired." : adviceOf(kind)}</td>
	</tr>
);
