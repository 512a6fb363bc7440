// A file, chosen or dropped.

import { useState } from "preact/hooks";
import { size } from "../parts/format.mjs";
import { Icon } from "../parts/icon.jsx";

export function FileField({ file, onFile }) {
	const [isOver, setOver] = useState(false);
	const drag = (event) => {
		event.preventDefault();
		setOver(event.type === "dragover");
	};
	return (
		<label
			class={`file ${isOver ? "over" : ""}`}
			onDragOver={drag}
			onDragLeave={drag}
			onDrop={(event) => {
				drag(event);
				const [dropped] = event.dataTransfer.files;
				if (dropped) onFile(dropped);
			}}
		>
			<input
				class="unseen"
				type="file"
				// biome-ignore lint/a11y/noAutofocus: it is the first field of a dialog.
				autoFocus
				accept=".ndjson,.jsonl,.json,.csv,.gz"
				onChange={(event) => {
					const [chosen] = event.currentTarget.files;
					if (chosen) onFile(chosen);
				}}
			/>
			<Icon name="upload" size={20} />
			{file ? (
				<span>
					<strong>{file.name}</strong> <span class="quiet">{size(file.size)}</span>
				</span>
			) : (
				<span>
					<strong>Choose a file</strong> or drop it here
				</span>
			)}
			<span class="faint">NDJSON, JSON or CSV, also with gzip</span>
		</label>
	);
}
