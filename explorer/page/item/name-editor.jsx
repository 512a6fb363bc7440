// Gives an attribute another name, in place.

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";

/** @param {{ name: string, onSave(name: string): string | undefined, onCancel(): void }} props `onSave` says what is wrong */
export function NameEditor({ name, onSave, onCancel }) {
	const [text, setText] = useState(name);
	const [fault, setFault] = useState(undefined);
	const field = useRef(null);
	useLayoutEffect(() => field.current.select(), []);
	const onKeyDown = (event) => {
		event.stopPropagation();
		if (event.key === "Escape") onCancel();
		if (event.key === "Enter" && event.target === field.current) setFault(onSave(text));
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: keys reach it from the field inside.
		<div class="value-editor" onKeyDown={onKeyDown}>
			<div class="editor-line">
				<input
					ref={field}
					class="input code"
					aria-label="New name"
					aria-invalid={fault !== undefined}
					value={text}
					onInput={(event) => setText(event.currentTarget.value)}
				/>
			</div>
			<div class="editor-end">
				<Button kind="primary" keys="Enter" onClick={() => setFault(onSave(text))}>
					Rename
				</Button>
				<Button keys="Esc" onClick={onCancel}>
					Cancel
				</Button>
			</div>
			{fault !== undefined && (
				<p class="wrong" role="alert">
					{fault}
				</p>
			)}
		</div>
	);
}
