// The groups as a table. A group that falls behind says why, as far as the store knows.

import { useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { count, moment, span } from "../parts/format.mjs";
import { Badge } from "../parts/small.jsx";
import { canWrite, isTable } from "../state/store.mjs";
import { ForgetGroup } from "./forget-group.jsx";

export function Groups({ groups, onForgotten }) {
	const [forgetting, setForgetting] = useState(undefined);
	const hasCounts = !isTable.value;
	return (
		<>
			<table class="table">
				<thead>
					<tr>
						<th scope="col">Group</th>
						<th scope="col" class="number">
							Members
						</th>
						{hasCounts && (
							<th scope="col" class="number">
								Waiting
							</th>
						)}
						<th scope="col" class="number">
							Behind
						</th>
						<th scope="col" class="number">
							Failing
						</th>
						<th scope="col">Events</th>
						<th scope="col">
							<span class="unseen">Actions</span>
						</th>
					</tr>
				</thead>
				<tbody>
					{groups.map((group) => (
						<Group key={group.group} group={group} hasCounts={hasCounts} onForget={() => setForgetting(group)} />
					))}
				</tbody>
			</table>
			{forgetting && (
				<ForgetGroup group={forgetting} onClose={() => setForgetting(undefined)} onForgotten={onForgotten} />
			)}
		</>
	);
}

function Group({ group: { group, members, names, behind, oldest, behindMs, failing }, hasCounts, onForget }) {
	const isAbandoned = members === 0;
	const why = canWrite.value
		? isAbandoned
			? undefined
			: "A program uses this group. End it first."
		: "This explorer is read-only. Start it with --write to forget a group.";
	return (
		<tr>
			<th scope="row">{group}</th>
			<td class="number">{isAbandoned ? <Badge kind="warn">none</Badge> : count(members)}</td>
			{hasCounts && <td class="number">{count(behind ?? 0)}</td>}
			<td class="number" title={oldest && `The oldest is of ${moment(new Date(oldest).getTime() / 1000)}.`}>
				{behindMs === 0 ? "0 s" : span(behindMs / 1000)}
			</td>
			<td class="number">
				{failing === 0 ? (
					"0"
				) : (
					<Badge kind="bad">{`${count(failing)} ${failing === 1 ? "collection" : "collections"}`}</Badge>
				)}
			</td>
			<td class="names code">{names.join(", ")}</td>
			<td class="actions">
				<Button kind="quiet" disabled={why !== undefined} title={why} onClick={onForget}>
					Forget…
				</Button>
			</td>
		</tr>
	);
}
