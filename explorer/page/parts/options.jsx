// A choice of which each option needs a sentence. `Choice` is for those whose words say enough.

import { useId } from "preact/hooks";
import "./options.css";

/** @param {{ name: string, value: string, options: [string, string, string][], onValue: (value: string) => void }} props `options`: `[value, words, sentence]` */
export function Options({ name, value, options, onValue }) {
	const id = useId();
	return (
		<fieldset class="options">
			<legend>{name}</legend>
			{options.map(([option, words, sentence]) => (
				<label key={option} class={option === value ? "chosen" : ""}>
					<input type="radio" name={id} checked={option === value} onChange={() => onValue(option)} />
					<span>
						<strong>{words}</strong>
						<span class="quiet">{sentence}</span>
					</span>
				</label>
			))}
		</fieldset>
	);
}
