// Buttons. A button says what happens with a verb; one with only an icon has its words as a label.

import { Icon } from "./icon.jsx";
import "./button.css";

/**
 * @param {object} props those of an HTML button, and these
 * @param {"primary" | "danger" | "plain" | "quiet"} [props.kind] `quiet` has no border until it is pointed at
 * @param {string} [props.icon] the name of an icon before the words
 * @param {string} [props.label] the words of a button that shows only an icon; they are its tooltip, too
 * @param {string} [props.keys] the keys that do the same, for the tooltip
 */
export function Button({ kind = "plain", icon, label, keys, class: more = "", children, ...rest }) {
	const title = rest.title ?? (label === undefined ? keys : keys === undefined ? label : `${label} (${keys})`);
	const isIcon = children === undefined;
	return (
		<button
			type="button"
			{...rest}
			class={`button ${kind} ${isIcon ? "icon-only" : ""} ${more}`}
			aria-label={isIcon ? label : rest["aria-label"]}
			title={title}
		>
			{icon && <Icon name={icon} />}
			{children}
		</button>
	);
}
