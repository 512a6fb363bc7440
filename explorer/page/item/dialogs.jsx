// Dialogs about an item: its key, its expiry, a label.

import { useRef, useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { Dialog } from "../parts/dialog.jsx";
import { moment } from "../parts/format.mjs";
import { Choice, Field } from "../parts/small.jsx";
import { openKey } from "../state/address.mjs";
import { faultOfKeyText } from "../values/faults.mjs";
import { emptyOf } from "../values/kinds.mjs";
import { dialog, duplicateItem, faultOfKey, makeItem, renameItem, setExpiry, setLabel } from "./actions.mjs";
import { opened, parts } from "./state.mjs";
import { KindSelect } from "./value-editor.jsx";

const close = () => {
	dialog.value = undefined;
};

/** The open item as it was when the dialog was opened: what is typed belongs to that. */
const useOpened = () => useRef(opened()).current;

/** The dialog that is open, if there is one. */
export function ItemDialogs() {
	const about = dialog.value;
	if (about === undefined) return null;
	if (about.kind === "expiry") return <ExpiryDialog />;
	if (about.kind === "label") return <LabelDialog name={about.name} />;
	return <KeyDialog key={about.kind} {...about} />;
}

/** A form in a dialog. Enter sends it. `onSend` says what is wrong, or gives nothing and the dialog closes. */
function Form({ title, verb, onSend, children }) {
	const [isBusy, setBusy] = useState(false);
	const [fault, setFault] = useState(undefined);
	const send = async (event) => {
		event.preventDefault();
		setBusy(true);
		const wrong = await Promise.resolve()
			.then(onSend)
			.catch((error) => error.message);
		setBusy(false);
		if (wrong === undefined) close();
		else setFault(wrong);
	};
	const footer = (
		<>
			<Button onClick={close}>Cancel</Button>
			<Button kind="primary" type="submit" form="item-form" disabled={isBusy}>
				{verb}
			</Button>
		</>
	);
	return (
		<Dialog title={title} onClose={close} footer={footer}>
			<form id="item-form" class="item-form" onSubmit={send}>
				{children(fault)}
			</form>
		</Dialog>
	);
}

const KEYS = {
	new: ["New item", "Make it"],
	duplicate: ["Duplicate the item", "Duplicate"],
	rename: ["Rename the item", "Rename"],
};

function KeyDialog({ kind, prefix = "" }) {
	const [key, setKey] = useState(kind === "new" ? prefix : openKey.value);
	const [valueKind, setValueKind] = useState("M");
	const item = useOpened();
	const [title, verb] = KEYS[kind];
	const send = async () => {
		const wrong = await faultOfKey(key.trim());
		if (wrong !== undefined) return wrong;
		if (kind === "new") makeItem(key.trim(), emptyOf(valueKind));
		else (kind === "rename" ? renameItem : duplicateItem)(key.trim(), item);
		return undefined;
	};
	const hint =
		kind === "rename"
			? "The item is removed and made again under the new key, in one transaction. Its date of creation stays."
			: "The collection, a colon, and the rest: users:jane.";
	return (
		<Form title={title} verb={verb} onSend={send}>
			{(fault) => (
				<>
					<Field
						name="Key"
						class="key-field"
						value={key}
						autofocus
						spellcheck={false}
						error={fault}
						hint={hint}
						onValue={setKey}
					/>
					{kind === "new" && (
						<div class="field">
							<span class="quiet">Its value is</span>
							<KindSelect label="Kind of its value" kind={valueKind} onKind={setValueKind} />
						</div>
					)}
				</>
			)}
		</Form>
	);
}

function LabelDialog({ name }) {
	const [label, setLabelText] = useState(parts.value[name]?.S ?? "");
	const item = useOpened();
	const send = () => {
		if (label.trim() === "")
			return "A label has some text, such as team:core. To remove it, close this and press the cross beside it.";
		const wrong = faultOfKeyText(label);
		if (wrong === undefined) setLabel(name, label.trim(), item);
		return wrong;
	};
	return (
		<Form title={`Change ${name}`} verb="Set the label" onSend={send}>
			{(fault) => (
				<Field
					name={name}
					value={label}
					autofocus
					spellcheck={false}
					error={fault}
					hint="Items that share a label are found together. The part before the colon groups them, the rest sorts them."
					onValue={setLabelText}
				/>
			)}
		</Form>
	);
}

const UNITS = [
	["60", "minutes"],
	["3600", "hours"],
	["86400", "days"],
];

/** Epoch seconds as the field of the browser writes local times, and back. */
const toLocal = (seconds) => moment(seconds).replace(" ", "T");
const fromLocal = (text) => Math.floor(new Date(text).getTime() / 1000);

function ExpiryDialog() {
	const ttl = parts.value.ttl?.N;
	const item = useOpened();
	const [mode, setMode] = useState(ttl === undefined ? "in" : "at");
	const [amount, setAmount] = useState("7");
	const [unit, setUnit] = useState("86400");
	const [at, setAt] = useState(toLocal(ttl === undefined ? Math.floor(Date.now() / 1000) + 7 * 86_400 : Number(ttl)));
	const send = () => {
		if (mode === "never") return setExpiry(undefined, item);
		const seconds = mode === "at" ? fromLocal(at) : Math.floor(Date.now() / 1000 + Number(amount) * Number(unit));
		if (!Number.isFinite(seconds) || (mode === "in" && !(Number(amount) > 0))) {
			return mode === "at" ? "Choose a date and a time." : "Write a number above 0.";
		}
		return setExpiry(seconds, item);
	};
	const modes = [
		["in", "In"],
		["at", "At"],
		["never", "Never"],
	];
	return (
		<Form title="When the item expires" verb="Set the expiry" onSend={send}>
			{(fault) => (
				<>
					<Choice name="When" value={mode} options={modes} onValue={setMode} />
					{mode === "in" && (
						<div class="amount">
							<Field name="Amount" type="number" min="1" autofocus value={amount} error={fault} onValue={setAmount} />
							<Choice name="Unit" value={unit} options={UNITS} onValue={setUnit} />
						</div>
					)}
					{mode === "at" && (
						<Field
							name="Date and time, local"
							type="datetime-local"
							step="1"
							value={at}
							error={fault}
							onValue={setAt}
						/>
					)}
					{mode === "never" && <p class="quiet">The item stays until somebody removes it.</p>}
				</>
			)}
		</Form>
	);
}
