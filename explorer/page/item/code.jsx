// A field for JSON, with colours. Text that is long is edited in a plain field, which stays fast.

import { createEditor } from "prism-code-editor";
import "prism-code-editor/layout.css";
import "prism-code-editor/prism/languages/json";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import "./code.css";

/** Characters up to which a text is coloured. */
const MOST_COLOURED = 60_000;

/**
 * @param {object} props
 * @param {string} props.text what the field begins with
 * @param {number} props.revision another number puts `text` into the field; while one types, the field has its own text
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

function Plain({ text, revision, isReadOnly, onText, fault, describedBy, goToFault }) {
	const field = useRef(null);
	useLayoutEffect(() => {
		field.current.value = text;
	}, [revision]);
	goToFault.current = () => select(field.current, fault.at);
	return (
		<textarea
			ref={field}
			class="input plain-code"
			spellcheck={false}
			readOnly={isReadOnly}
			{...about(fault, describedBy)}
			onInput={(event) => onText(event.currentTarget.value)}
		/>
	);
}

function select(field, at) {
	field.focus();
	field.setSelectionRange(at, at);
}

function Coloured({ text, revision, isReadOnly, onText, fault, describedBy, goToFault }) {
	const box = useRef(null);
	const editor = useRef(undefined);
	const change = useRef(onText);
	change.current = onText;
	useEffect(() => {
		const made = createEditor(box.current, { language: "json", value: text, readOnly: isReadOnly, wordWrap: true });
		made.on("update", (value) => change.current(value));
		made.keyCommandMap.Enter = (event) => !isReadOnly && indented(event, made.textarea);
		for (const bracket of ["}", "]"])
			made.keyCommandMap[bracket] = () => !isReadOnly && outdented(made.textarea, bracket);
		editor.current = made;
		return () => made.remove();
	}, []);
	useEffect(() => {
		editor.current.setOptions({ value: text });
	}, [revision]);
	useEffect(() => editor.current.setOptions({ readOnly: isReadOnly }), [isReadOnly]);
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

/** A bracket that ends something begins its line as the one that it closes. */
function outdented(field, bracket) {
	const { value, selectionStart, selectionEnd } = field;
	const line = value.slice(0, selectionStart).split("\n").at(-1);
	if (selectionStart !== selectionEnd || !/^ {2,}$/.test(line)) return false;
	field.setSelectionRange(selectionStart - 2, selectionStart);
	insertText(field, bracket);
	return true;
}

/** Inserts a text so that the browser can undo it. */
function insertText(field, text) {
	if (!document.execCommand("insertText", false, text))
		field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
}
