// A line of code or a command, with the button that copies it.

import { CopyButton } from "./copy.jsx";
import "./code-line.css";

export const CodeLine = ({ code }) => (
	<div class="code-line">
		<pre>{code}</pre>
		<CopyButton text={code} />
	</div>
);
