"use strict";

// The pages that people read, README.md and docs/*.md, taken apart into the code that they show.

const fs = require("node:fs");
const path = require("node:path");
const { library } = require("./programs");

/** The pages by name, with their text. */
const pages = ["README.md", ...fs.readdirSync(path.join(library, "docs")).map((name) => `docs/${name}`)]
	.filter((name) => name.endsWith(".md"))
	.map((name) => ({ name, text: fs.readFileSync(path.join(library, name), "utf8") }));

/**
 * The fenced blocks of a page: language, text, line, the output that a block without a language directly below shows, and
 * the note in an HTML comment on the line above, as in `<!-- dynamodb -->`.
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
