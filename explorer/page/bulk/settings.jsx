// What has to be chosen before items are labelled or expire.

import { useState } from "preact/hooks";
import { LABELS } from "../../../formats/rows.mjs";
import { Button } from "../parts/button.jsx";
import { moment } from "../parts/format.mjs";
import { Choice, Field } from "../parts/small.jsx";
import { expiryOf, spanTo } from "./expiry.mjs";
import { Frame } from "./frame.jsx";
import { closeBulk } from "./index.mjs";
import { Selected } from "./selected.jsx";

export function LabelSettings({ frame, selection, before, onChosen, children }) {
	const [label, setLabel] = useState(before?.label ?? LABELS[0]);
	const [isRemoving, setRemoving] = useState(before?.value === null);
	const [value, setValue] = useState(before?.value ?? "");
	const isWrong = !/^[^:]*[^:\s][^:]*(?::.*\S.*)?$/s.test(value);
	const isReady = isRemoving || !isWrong;
	return (
		<Form
			frame={frame}
			isReady={isReady}
			selection={selection}
			onSubmit={() => onChosen({ label, value: isRemoving ? null : value.trim() })}
		>
			<div class="choices">
				<Choice
					name="What to do"
					value={isRemoving}
					options={[
						[false, "Set"],
						[true, "Remove"],
					]}
					onValue={setRemoving}
				/>
				<Choice name="Label" value={label} options={LABELS.map((name) => [name, name])} onValue={setLabel} />
			</div>
			{!isRemoving && (
				<Field
					name={`${label} of each of them`}
					hint="As a key: a name, or a name, a colon and a part, such as team:core."
					error={value !== "" && isWrong ? "There must be something on both sides of the colon." : undefined}
					value={value}
					onValue={setValue}
					autoFocus
					spellcheck={false}
				/>
			)}
			{children}
		</Form>
	);
}

const SPANS = ["1h", "1d", "7d", "30d"];

export function ExpirySettings({ frame, selection, before, onChosen, children }) {
	const [isNever, setNever] = useState(before?.ttl === null);
	const [text, setText] = useState(before?.ttl ? moment(before.ttl) : "7d");
	const { seconds, error } = expiryOf(text, Date.now());
	const isReady = isNever || seconds !== undefined;
	return (
		<Form
			frame={frame}
			isReady={isReady}
			selection={selection}
			onSubmit={() => onChosen({ ttl: isNever ? null : seconds })}
		>
			<Choice
				name="Whether they expire"
				value={isNever}
				options={[
					[false, "They expire"],
					[true, "They never expire"],
				]}
				onValue={setNever}
			/>
			{!isNever && (
				<>
					<Field
						name="When"
						hint={seconds && `At ${moment(seconds)}, in ${spanTo(seconds, Date.now())}. Then they are deleted.`}
						error={text.trim() === "" ? undefined : error}
						value={text}
						onValue={setText}
						autoFocus
						spellcheck={false}
					/>
					<div class="choices">
						{SPANS.map((choice) => (
							<Button key={choice} onClick={() => setText(choice)}>
								{choice}
							</Button>
						))}
					</div>
				</>
			)}
			{children}
		</Form>
	);
}

function Form({ frame, isReady, selection, onSubmit, children }) {
	const footer = (
		<>
			<Button onClick={closeBulk}>Cancel</Button>
			<Button kind="primary" type="submit" form="bulk-settings" disabled={!isReady}>
				Preview
			</Button>
		</>
	);
	return (
		<Frame {...frame} footer={footer}>
			<Selected selection={selection} />
			<form
				id="bulk-settings"
				class="bulk-settings"
				onSubmit={(event) => {
					event.preventDefault();
					if (isReady) onSubmit();
				}}
			>
				{children}
			</form>
		</Frame>
	);
}
