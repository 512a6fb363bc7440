"use strict";

// Extracts the code blocks of README.md and docs/*.md.

const fs = require("node:fs");
const path = require("node:path");
const { library } = require("./programs");

/** The names and texts of all pages. */
const pages = ["README.md", ...fs.readdirSync(path.join(library, "docs")).map((name) => `docs/${name}`)]
	.filter((name) => name.endsWith(".md"))
	.map((name) => ({ name, text: fs.readFileSync(path.join(library, name), "utf8") }));

/**
 * The fenced code blocks of a page: language, text, line, output (the block without a language directly below), and note
 * (the HTML comment on the line above, such as `<!-- dynamodb -->`).
 */
function blocksOf({ name, text }) {
	const blocks = [];
	const lines = text.split("\n");
	for (let at = 0; at < lines.length; at++) {
		const [, language] = /^```(.*)$/.exec(lines[at]) ?? [];
		if (language === undefined) continue;
		const end = lines.indexOf("```", at + 1);
		const body = lines
			.slice(at + 1, end)
			.map((line) => `${line}\n`)
			.join("");
		const previous = blocks.at(-1);
		const isOutput =
			language === "" && previous !== undefined && /^\s*$/.test(lines.slice(previous.end + 1, at).join(""));
		if (isOutput) previous.output = body;
		const [, note = ""] = /^<!-- (.*) -->$/.exec(lines[at - 1] ?? "") ?? [];
		blocks.push({ page: name, language, body, note, line: at + 1, end });
		at = end;
	}
	return blocks;
}

module.exports = { blocks: pages.flatMap(blocksOf), pages };
