// What happens to an item that is there already.

const POLICIES = {
	newer: ["Newer items win", "What is missing is written, and what has an earlier version there."],
	missing: ["Only what is missing", "Items that are there stay as they are."],
	always: ["Always", "Items with the same keys are replaced, even newer ones."],
	mirror: ["Mirror", "As always, and what only the target has is removed."],
};

/** @param {{ what: string, value: string, onValue: (policy: string) => void, hasMirror?: boolean }} props */
export const Policy = ({ what, value, onValue, hasMirror = false }) => (
	<fieldset class="options">
		<legend>{`Which items to ${what}`}</legend>
		{Object.entries(POLICIES)
			.filter(([policy]) => hasMirror || policy !== "mirror")
			.map(([policy, [name, words]]) => (
				<label key={policy} class={policy === value ? "chosen" : ""}>
					<input type="radio" name="policy" checked={policy === value} onChange={() => onValue(policy)} />
					<span>
						<strong>{name}</strong>
						<span class="quiet">{words}</span>
					</span>
				</label>
			))}
	</fieldset>
);
