// A field for JSON, with colours. Text that is long is edited in a plain field, which stays fast.

import { createEditor } from "prism-code-editor";
import "prism-code-editor/layout.css";
import "prism-code-editor/prism/languages/json";
import { useEffect, useRef } from "preact/hooks";
import "./code.css";

/** Characters up to which a text is coloured. */
const MOST_COLOURED = 60_000;

/**
 * @param {object} props
 * @param {string} props.text
 * @param {boolean} props.isReadOnly
 * @param {(text: string) => void} props.onText
 * @param {{ line: number, at: number }} [props.fault] is marked in the text
 * @param {string} [props.describedBy] the id of what says what is wrong
 * @param {{ current: undefined | (() => void) }} props.goToFault moves the cursor to the fault
 */
export function Code(props) {
	const isPlain = useRef(props.text.length > MOST_COLOURED).current;
	return isPlain ? <Plain {...props} /> : <Coloured {...props} />;
}

const about = (fault, describedBy) => ({
	"aria-label": "Value as JSON",
	"aria-invalid": fault !== undefined,
	...(describedBy && { "aria-describedby": describedBy }),
});

function Plain({ text, isReadOnly, onText, fault, describedBy, goToFault }) {
	const field = useRef(null);
	goToFault.current = () => select(field.current, fault.at);
	return (
		<textarea
			ref={field}
			class="input plain-code"
			spellcheck={false}
			readOnly={isReadOnly}
			value={text}
			{...about(fault, describedBy)}
			onInput={(event) => onText(event.currentTarget.value)}
		/>
	);
}

function select(field, at) {
	field.focus();
	field.setSelectionRange(at, at);
}

function Coloured({ text, isReadOnly, onText, fault, describedBy, goToFault }) {
	const box = useRef(null);
	const editor = useRef(undefined);
	const change = useRef(onText);
	change.current = onText;
	useEffect(() => {
		const made = createEditor(box.current, { language: "json", value: text, readOnly: isReadOnly, wordWrap: true });
		made.on("update", (value) => change.current(value));
		made.keyCommandMap.Enter = (event) => !isReadOnly && indented(event, made.textarea);
		editor.current = made;
		return () => made.remove();
	}, []);
	useEffect(() => {
		if (editor.current.value !== text) editor.current.setOptions({ value: text });
		editor.current.setOptions({ readOnly: isReadOnly });
	}, [text, isReadOnly]);
	useEffect(() => {
		const { lines, textarea } = editor.current;
		for (const [name, value] of Object.entries(about(fault, describedBy))) textarea.setAttribute(name, value);
		const line = fault && lines[fault.line];
		line?.classList.add("wrong-line");
		return () => line?.classList.remove("wrong-line");
	}, [fault, describedBy]);
	goToFault.current = () => select(editor.current.textarea, fault.at);
	return <div class="coloured-code" ref={box} />;
}

/** Begins a line that is indented as the one before, and more behind a bracket. */
function indented(event, field) {
	if (event.ctrlKey || event.metaKey || event.isComposing) return false;
	const line = field.value.slice(0, field.selectionStart).split("\n").at(-1);
	const margin = /^\s*/.exec(line)[0];
	const opened = /[{[]\s*$/.test(line) ? `${margin}  ` : margin;
	const isBetween = opened !== margin && /^\s*[}\]]/.test(field.value.slice(field.selectionEnd));
	insertText(field, `\n${opened}`);
	if (isBetween) {
		insertText(field, `\n${margin}`);
		field.setSelectionRange(field.selectionStart - margin.length - 1, field.selectionStart - margin.length - 1);
	}
	return true;
}

/** Inserts a text so that the browser can undo it. */
function insertText(field, text) {
	if (!document.execCommand("insertText", false, text))
		field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
}
