// The coloured bar of a DynamoDB table. It is always there, so that nobody takes production for a store on this machine.

import { Icon } from "../parts/icon.jsx";
import { canWrite, store } from "../state/store.mjs";

export function TableBar() {
	const { name, region, account, endpoint } = store.value;
	const parts = [
		["table", name],
		["region", region],
		["account", account],
		["endpoint", endpoint],
	].filter(([, value]) => value !== undefined);
	return (
		<div class="table-bar" role="note" aria-label="DynamoDB table">
			<Icon name="warning" size={14} />
			<strong>DynamoDB</strong>
			{parts.map(([what, value]) => (
				<span key={what}>
					{what} <b>{value}</b>
				</span>
			))}
			<span class="end">{canWrite.value ? "Changes are possible" : "Read-only"}</span>
		</div>
	);
}
