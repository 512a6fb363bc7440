"use strict";

// The first screen of README.md: its code gives its output.

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { library } = require("../support/programs");

test("the README's first program prints what the README says", () => {
	const text = fs.readFileSync(path.join(library, "README.md"), "utf8");
	const [, program, output] = /```js\n(.*?)```\s*```\n(.*?)```/s.exec(text);
	const printed = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
		cwd: library,
		encoding: "utf8",
		env: { ...process.env, AMPT_DATA_URL: "memory:", NODE_OPTIONS: "", FORCE_COLOR: "0" },
	});
	expect(printed).toBe(output);
});
