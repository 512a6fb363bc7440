// Stored texts may have characters that nobody sees, or that turn others around, so that one key looks like another. Each
// text of the page goes through here before it is shown, so no view can forget. What is copied and what fields
// hold are the real texts.

import { options } from "preact";

/** Controls, formats, unassigned and private characters, spaces other than the usual one, and letters without a picture. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{DI}\u2800]|(?! )\p{Zs}|\\(?=u\{)/u;
/** Emoji have some of these inside, and are seen. */
const EACH = new RegExp(`(\\p{RGI_Emoji})|${HIDDEN.source}`, "gv");
/** Spaces that a page does not show, either. */
const LOST = /^ | $|(?<= ) /g;
/** Elements that show lines as they are. */
const LINES = ["pre", "mark"];
const ATTRIBUTES = ["title", "aria-label", "placeholder"];

const spelled = (character) => `\\u{${character.codePointAt(0).toString(16).toUpperCase()}}`;

/**
 * A text in which everything is seen: `evil:\u{202E}kcatta`. No two texts become the same one.
 *
 * @param {string} text
 * @param {{ isExact?: boolean, hasLines?: boolean }} [how] `isExact`: spaces at its ends are a part of it, too;
 *   `hasLines`: it is shown with its line breaks and tabs
 */
export function visible(text, { isExact = false, hasLines = false } = {}) {
	const show = (part, emoji) => emoji ?? (hasLines && "\n\t".includes(part) ? part : spelled(part));
	const shown = HIDDEN.test(text) ? text.replace(EACH, show) : text;
	return isExact ? shown.replace(LOST, spelled) : shown;
}

/** The texts of an element that shows them in its own way. As objects they are told from texts that still must be made visible. */
function shownIn(children, how) {
	if (typeof children === "string") return new String(visible(children, how));
	return Array.isArray(children) ? children.map((child) => shownIn(child, how)) : children;
}

const before = options.vnode;
options.vnode = (vnode) => {
	const { type, props } = vnode;
	if (type === null) {
		// Of a text, these are the text.
		vnode.props = typeof props === "string" ? visible(props) : String(props);
	} else if (typeof type === "string") {
		// What is not to be translated is data.
		const isExact = props.translate === "no";
		const hasLines = LINES.includes(type);
		if (isExact || hasLines) props.children = shownIn(props.children, { isExact, hasLines });
		for (const name of ATTRIBUTES) if (typeof props[name] === "string") props[name] = visible(props[name]);
	}
	before?.(vnode);
};
