// Prints plain text for people: numbered sections and aligned tables.

let sections = 0;

export function section(title) {
	sections += 1;
	const heading = `${sections}. ${title}`;
	console.log(`\n${heading}\n${"=".repeat(heading.length)}`);
}

export function say(...lines) {
	console.log(`\n${lines.join("\n")}`);
}

export function table(head, rows) {
	const lines = [head, ...rows.map((row) => row.map(show))];
	const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
	const numeric = head.map((_, column) => rows.every((row) => typeof row[column] === "number"));
	const align = (cell, column) => (numeric[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column]));
	const rule = widths.map((width) => "-".repeat(width));
	console.log();
	for (const cells of [head, rule, ...lines.slice(1)]) console.log(`  ${cells.map(align).join("   ")}`.trimEnd());
}

// Two runs must print the same, whatever the clock says.
export function when(date) {
	return Math.abs(Date.now() - date.getTime()) < 60_000 ? "just now" : date.toISOString();
}

function show(value) {
	if (typeof value === "number") return value.toLocaleString("en-US");
	if (Array.isArray(value)) return show(value.join(", "));
	return value === undefined || value === "" ? "-" : String(value);
}
