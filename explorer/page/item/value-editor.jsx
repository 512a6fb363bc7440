// Edits one value in place: its kind, and what it is. What is typed is lost neither when the kind changes nor when the
// focus leaves.

import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { moment } from "../parts/format.mjs";
import { Choice } from "../parts/small.jsx";
import { FORMS, fromForm, textOfBytes, toForm } from "../values/bytes.mjs";
import { convert } from "../values/convert.mjs";
import { secondsOf } from "../values/dates.mjs";
import { faultOfNumber, isNested, KINDS, kindOf, nameOf, preview } from "../values/kinds.mjs";

/**
 * @param {object} props
 * @param {object} props.value the value before
 * @param {string} [props.only] the one kind that it can have, as in a set
 * @param {boolean} [props.isNew] it has no name yet, or is no element yet
 * @param {boolean} [props.needsName] what is new needs a name
 * @param {(value: object, name?: string) => string | undefined} props.onSave says what is wrong, if something is
 * @param {() => void} props.onCancel
 */
export function ValueEditor({ value, only, isNew = false, needsName = false, onSave, onCancel }) {
	const [draft, setDraft] = useState(value);
	const [text, setText] = useState(() => textOf(value));
	const [form, setForm] = useState(() => (textOfBytes(value.B ?? "") === undefined ? "hex" : "text"));
	const [name, setName] = useState("");
	const [fault, setFault] = useState(undefined);
	const box = useRef(null);
	const isSaved = useRef(false);
	const isPressed = useRef(false);
	const faultId = useId();
	const kind = kindOf(draft);

	useLayoutEffect(() => {
		const field = box.current.querySelector("[data-first]") ?? box.current.querySelector("select");
		field.focus();
		field.select?.();
		box.current.scrollIntoView({ block: "nearest" });
	}, []);

	/** The value that the fields hold. Throws a `RangeError` that says what is wrong. */
	const entered = () => {
		if (kind === "S") return { S: text };
		if (kind === "B") return { B: fromForm(text, form) };
		if (kind !== "N") return draft;
		const wrong = faultOfNumber(text.trim());
		if (wrong !== undefined) throw new RangeError(wrong);
		return { N: text.trim().replace(/^\+/, "") };
	};
	const save = () => {
		if (isSaved.current) return;
		let wrong;
		try {
			wrong = onSave(entered(), name);
		} catch (error) {
			if (!(error instanceof RangeError)) throw error;
			wrong = error.message;
		}
		setFault(wrong);
		isSaved.current = wrong === undefined;
	};
	const leave = () => (isNew && name === "" && text === "" ? cancel() : save());
	const cancel = () => {
		isSaved.current = true;
		onCancel();
	};
	const changeKind = (next) => {
		const typed = kind === "S" || kind === "N" ? { S: text } : draft;
		const converted = kindOf(value) === next ? value : convert(typed, next);
		setDraft(converted);
		setForm("text");
		// Digits that are no number yet stay, and are named as wrong.
		if (next === "N" && kind === "S" && text !== "") setText(text);
		else setText(next === "B" ? (textOfBytes(converted.B) ?? "") : textOf(converted));
		setFault(undefined);
	};
	const changeForm = (next) => {
		try {
			const other = toForm(fromForm(text, form), next);
			if (other === undefined) return setFault("These bytes are no UTF-8 text.");
			setText(other);
			setForm(next);
			return setFault(undefined);
		} catch (error) {
			return setFault(error.message);
		}
	};
	const onKeyDown = (event) => {
		event.stopPropagation();
		if (event.key === "Escape") cancel();
		if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.closest("button")) return;
		event.preventDefault();
		save();
	};
	const onFocusOut = ({ relatedTarget }) => {
		// Also when the editor goes itself, after it has saved.
		if (isSaved.current || relatedTarget === null || box.current?.contains(relatedTarget)) return;
		// Pressing words of a choice gives the focus to the tree first.
		if (isPressed.current) return;
		leave();
	};
	const latest = useRef(leave);
	latest.current = leave;
	// Another item may be opened without a word to this editor, as by going back.
	useEffect(() => () => isSaved.current || latest.current(), []);
	const setPressed = (is) => () => {
		isPressed.current = is;
	};
	const pressing = {
		onPointerDown: setPressed(true),
		onPointerUp: setPressed(false),
		onPointerLeave: setPressed(false),
	};
	const field = { "aria-invalid": fault !== undefined, "aria-describedby": fault === undefined ? undefined : faultId };

	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: keys reach it from the fields inside.
		<div class="value-editor" ref={box} onKeyDown={onKeyDown} onFocusOut={onFocusOut} {...pressing}>
			<div class="editor-line">
				{needsName && (
					<input
						class="input code"
						data-first
						aria-label="Name"
						placeholder="name"
						value={name}
						{...field}
						onInput={(event) => setName(event.currentTarget.value)}
					/>
				)}
				{only === undefined && <KindSelect kind={kind} onKind={changeKind} />}
				{kind === "B" && <Choice name="Form of the bytes" value={form} options={FORMS} onValue={changeForm} />}
			</div>
			<Content
				kind={kind}
				draft={draft}
				text={text}
				field={field}
				onText={setText}
				onDraft={setDraft}
				isFirst={!needsName}
			/>
			<div class="editor-end">
				<Button kind="primary" onClick={save} keys="Enter">
					{isNew ? "Add" : "Set"}
				</Button>
				<Button onClick={cancel} keys="Esc">
					Cancel
				</Button>
			</div>
			<Moment kind={kind} text={text} />
			{fault !== undefined && (
				<p id={faultId} class="wrong" role="alert">
					{fault}
				</p>
			)}
		</div>
	);
}

/** The date that digits or a string stand for. */
function Moment({ kind, text }) {
	const seconds = kind === "S" || kind === "N" ? secondsOf({ [kind]: text.trim() }) : undefined;
	return seconds === undefined ? null : <p class="faint">{moment(seconds)}</p>;
}

function textOf({ S, N, B }) {
	return S ?? N ?? (B === undefined ? "" : (textOfBytes(B) ?? toForm(B, "hex")));
}

export const KindSelect = ({ kind, label = "Kind", onKind, ...rest }) => (
	<select
		class="input kind-select"
		aria-label={label}
		value={kind}
		onChange={(event) => onKind(event.currentTarget.value)}
		{...rest}
	>
		{KINDS.map(([id, name]) => (
			<option key={id} value={id}>
				{name}
			</option>
		))}
	</select>
);

function Content({ kind, draft, text, field, onText, onDraft, isFirst }) {
	if (kind === "S" || kind === "N" || kind === "B") {
		return (
			<textarea
				class="input"
				data-first={isFirst ? true : undefined}
				aria-label={nameOf(kind)}
				rows={kind === "N" ? 1 : Math.min(12, Math.max(1, Math.ceil(text.length / 52), text.split("\n").length))}
				spellcheck={false}
				value={text}
				title="Enter sets the value, Shift-Enter begins a line"
				{...field}
				onInput={(event) => onText(event.currentTarget.value)}
			/>
		);
	}
	if (kind === "BOOL") {
		const options = [
			[true, "true"],
			[false, "false"],
		];
		return <Choice name="Value" value={draft.BOOL} options={options} onValue={(BOOL) => onDraft({ BOOL })} />;
	}
	return isNested(kind) ? <p class="code quiet ellipsis">{preview(draft)}</p> : null;
}
