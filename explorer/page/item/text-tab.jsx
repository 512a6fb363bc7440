// A value as text. What is right is staged while one types; what is not right yet stays, with the place of its fault.

import { batch } from "@preact/signals";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { endTyping, keepTyping, typing, unfinishedText } from "../changes/state.mjs";
import { Button } from "../parts/button.jsx";
import { CopyButton } from "../parts/copy.jsx";
import { isEqual } from "../values/equal.mjs";
import { fromText, toText } from "../values/text.mjs";
import { Code } from "./code.jsx";

/** Longer texts are read when one pauses. */
const LONG = 20_000;
const PAUSE_MS = 250;

/**
 * @param {object} props
 * @param {string} props.itemKey
 * @param {object} props.value
 * @param {object} [props.seen] the value that is stored: what is not changed keeps its spelling
 * @param {object | null} props.base the row on which it is begun
 * @param {number} props.room the bytes that the item has for the value
 * @param {(value: object) => void} [props.onChange] absent where nothing can be changed
 */
export function TextTab({ itemKey, value, seen, base, room, onChange }) {
	const text = useRef(unfinishedText(itemKey) ?? toText(value));
	const [revision, setRevision] = useState(0);
	const [fault, setFault] = useState(() => faultOf(text.current, room));
	const shown = useRef(value);
	const waiting = useRef(undefined);
	const goToFault = useRef(undefined);
	const id = useId();

	/** Puts the text of the value into the field. */
	const replace = () => {
		shown.current = value;
		text.current = toText(value);
		setRevision(revision + 1);
		setFault(undefined);
	};
	useEffect(() => {
		// The value has changed elsewhere, as by taking a change back.
		if (isEqual(shown.current, value) || typing.value.has(itemKey)) return;
		replace();
	}, [value]);

	const read = (typed) => {
		waiting.current = undefined;
		try {
			const next = fromText(typed, seen ?? value, room);
			shown.current = next;
			setFault(undefined);
			batch(() => {
				if (!isEqual(next, value)) onChange(next);
				endTyping(itemKey);
			});
		} catch (error) {
			if (error.line === undefined) throw error;
			setFault(error);
			keepTyping(itemKey, base, typed);
		}
	};
	const latest = useRef(read);
	latest.current = read;
	useEffect(
		() => () => {
			if (waiting.current === undefined) return;
			window.clearTimeout(waiting.current.timer);
			latest.current(waiting.current.typed);
		},
		[],
	);
	const type = (typed) => {
		if (typed === text.current || !onChange) return;
		text.current = typed;
		window.clearTimeout(waiting.current?.timer);
		if (typed.length <= LONG) return read(typed);
		keepTyping(itemKey, base);
		waiting.current = { typed, timer: window.setTimeout(() => latest.current(typed), PAUSE_MS) };
	};
	const discard = () => {
		endTyping(itemKey);
		replace();
	};
	return (
		<div class="text-tab">
			<Code
				{...{ revision, fault, goToFault }}
				text={text.current}
				isReadOnly={!onChange}
				onText={type}
				describedBy={fault && id}
			/>
			<div class="text-foot">
				{fault === undefined ? (
					<p class="faint">
						{onChange ? "Numbers keep all digits. Sets and bytes are objects with one name: $set, $bytes." : " "}
					</p>
				) : (
					<p id={id} class="wrong" role="alert">
						<button type="button" class="place" onClick={() => goToFault.current()}>
							Line {fault.line}, column {fault.column}
						</button>{" "}
						{fault.message}
					</p>
				)}
				<span class="text-actions">
					{fault !== undefined && (
						<Button kind="quiet" icon="undo" onClick={discard}>
							Discard the text
						</Button>
					)}
					<CopyButton text={text.current} label="Copy the text" what="The text is copied" />
				</span>
			</div>
		</div>
	);
}

function faultOf(text, room) {
	try {
		fromText(text, undefined, room);
		return undefined;
	} catch (error) {
		if (error.line === undefined) throw error;
		return error;
	}
}
