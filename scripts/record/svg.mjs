// Draws what a terminal shows as an SVG: a window of its own, which looks the same on light and on dark pages.

const CELL = { width: 8.4, height: 18 };
const PADDING = 16;
const BAR = 34;

/** The colours of the theme: background, text, and the sixteen of ANSI. */
const THEME = {
	background: "#0d1117",
	bar: "#161b22",
	border: "#30363d",
	text: "#e6edf3",
	dim: "#8b949e",
	ansi: [
		["#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4"],
		["#6e7681", "#ffa198", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#ffffff"],
	].flat(),
};

const BUTTONS = ["#ff5f57", "#febc2e", "#28c840"];

/** The SVG of all lines that a terminal of @xterm/headless shows. */
export function toSvg(terminal, title) {
	const rows = rowsOf(terminal);
	const width = Math.round(terminal.cols * CELL.width + 2 * PADDING);
	const height = Math.round(rows.length * CELL.height + BAR + 2 * PADDING);
	const lines = rows.map((runs, at) => {
		const y = BAR + PADDING + (at + 0.75) * CELL.height;
		return `<text y="${round(y)}">${runs.map(span).join("")}</text>`;
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<style>text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: ${THEME.text}; white-space: pre; }</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10" fill="${THEME.background}" stroke="${THEME.border}"/>
<path d="M1 ${BAR}V11a10 10 0 0 1 10-10h${width - 22}a10 10 0 0 1 10 10v${BAR - 11}z" fill="${THEME.bar}"/>
${BUTTONS.map((color, at) => `<circle cx="${20 + 20 * at}" cy="${BAR / 2}" r="6" fill="${color}"/>`).join("")}
${lines.filter((line) => line.includes("<tspan")).join("\n")}
</svg>
`;
}

/** The lines as runs of cells that look alike, without the empty lines at the end. */
function rowsOf(terminal) {
	const { active } = terminal.buffer;
	const rows = Array.from({ length: active.length }, (_, at) => runsOf(active.getLine(at)));
	while (rows.at(-1)?.length === 0) rows.pop();
	return rows;
}

function runsOf(line) {
	const runs = [];
	for (let column = 0; column < line.length; column++) {
		const cell = line.getCell(column);
		// The second half of a wide character.
		if (cell.getWidth() === 0) continue;
		const style = styleOf(cell);
		const text = cell.getChars() || " ";
		if (runs.at(-1)?.style === style) runs.at(-1).text += text;
		else runs.push({ column, style, text });
	}
	return runs.filter(({ text }) => text.trim() !== "");
}

function styleOf(cell) {
	const color = cell.isFgPalette() ? THEME.ansi[cell.getFgColor()] : undefined;
	const fill = color ?? (cell.isDim() ? THEME.dim : undefined);
	return [fill && `fill="${fill}"`, cell.isBold() && 'font-weight="bold"'].filter(Boolean).join(" ");
}

/** A run at its column. Its length is set, because the page's font may be wider. */
function span({ column, style, text }) {
	const shown = text.trimEnd();
	const x = round(PADDING + column * CELL.width);
	const length = round([...shown].length * CELL.width);
	return `<tspan x="${x}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${style && ` ${style}`}>${escaped(shown)}</tspan>`;
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const escaped = (text) => text.replace(/[&<>]/g, (character) => ENTITIES[character]);
const round = (n) => Math.round(n * 10) / 10;
