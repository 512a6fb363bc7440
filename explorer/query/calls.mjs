// A query as people use it elsewhere: as a call of the library, and as a command.

import { isExpression } from "../../formats/keys.mjs";
import { quoted } from "../../formats/shell.mjs";
import { literal, nameText } from "./print.mjs";

/** The call of the library that gives what a query selects. */
export function toJavaScript({ expression, label, filter, labels, reverse }) {
	const options = {
		...(filter !== undefined && { filter }),
		...(labels !== undefined && { labels }),
		...(reverse && { reverse }),
	};
	if (label !== undefined && expression !== undefined) return page("data.getByLabel", [label, expression], options);
	if (label !== undefined) return page("data.scan", [], { label, ...options });
	if (expression === undefined && !reverse) return page("data.scan", [], options);
	if (expression !== undefined && (isExpression(expression) || Object.keys(options).length === 0)) {
		return page("data.get", [expression], options);
	}
	// Neither `scan` nor `get` of one key has these options.
	return `for await (const item of ${call("data.iterate", [expression], options)}) console.log(item);`;
}

const page = (name, args, options) => `await ${call(name, args, options)};`;

function call(name, args, options) {
	const given = args.map((arg) => JSON.stringify(arg) ?? "undefined");
	const members = Object.entries(options).map(([option, value]) => `${option}: ${literal(value, JAVASCRIPT)}`);
	if (members.length > 0) given.push(`{ ${members.join(", ")} }`);
	return `${name}(${given.join(", ")})`;
}

const JAVASCRIPT = {
	tag(name, content) {
		if (name === "$bigint") return `${content}n`;
		if (name === "$bytes") return `Buffer.from(${JSON.stringify(content)}, "base64")`;
		if (name === "$set") return `new Set(${literal(content, JAVASCRIPT)})`;
		return `{ ${nameText(name.slice(1))}: ${literal(content, JAVASCRIPT)} }`;
	},
	// Without brackets, this name sets the prototype.
	name: (name) => (name === "__proto__" ? '["__proto__"]' : nameText(name)),
};

/** The command that prints what a query selects from the store of a URL, wherever it is given. */
export function toCommandLine({ expression, label, filter, labels = {}, reverse }, url) {
	const options = [
		"--url",
		url,
		...(label === undefined ? [] : ["--label", label]),
		...(filter === undefined ? [] : ["--filter", JSON.stringify(filter)]),
		...Object.entries(labels).map(([name, value]) => `--${name}=${value}`),
		...(reverse ? ["--reverse"] : []),
	];
	const selected = expression === undefined ? [] : [expression];
	// Behind "--", nothing is taken for an option.
	const parts = expression?.startsWith("-") ? [...options, "--", ...selected] : [...selected, ...options];
	return ["npx", "ampt-data", "query", ...parts].map(quoted).join(" ");
}
