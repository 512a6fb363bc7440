// Which column of a CSV file has the keys, where none is called so.

import { useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { Field } from "../parts/small.jsx";

/** @param {{ columns: string[], onKey: (key: { column: string, prefix: string }) => void }} props */
export function KeyColumn({ columns, onKey }) {
	const [column, setColumn] = useState(columns[0]);
	const [prefix, setPrefix] = useState("");
	const choose = (event) => {
		event.preventDefault();
		onKey({ column, prefix });
	};
	return (
		<form class="bulk-settings" onSubmit={choose}>
			<label class="field">
				The column with the keys
				<select class="input" value={column} onChange={(event) => setColumn(event.currentTarget.value)}>
					{columns.map((title) => (
						<option key={title}>{title}</option>
					))}
				</select>
			</label>
			<Field
				name="What each key begins with"
				value={prefix}
				spellcheck={false}
				hint="The collection and a colon, such as users: for keys like users:jane. Leave it empty if the cells are whole keys."
				onValue={setPrefix}
			/>
			<Button type="submit" class="at-left">
				Preview again
			</Button>
		</form>
	);
}
