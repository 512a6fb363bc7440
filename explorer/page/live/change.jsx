// One change of the feed: on one line, and attribute by attribute when it is opened.

import { useState } from "preact/hooks";
import { Differences, Summary } from "../parts/differences.jsx";
import { Icon } from "../parts/icon.jsx";
import { Link } from "../parts/link.jsx";
import { Mark } from "../parts/mark.jsx";
import { timeOf } from "./time.mjs";

export function Change({ entry }) {
	const [isOpen, setOpen] = useState(false);
	const { name, key, at, row, previous } = entry;
	const onKeyDown = (event) => {
		if (event.key === "ArrowRight" || event.key === "ArrowLeft") setOpen(event.key === "ArrowRight");
	};
	return (
		<li class={`change ${isOpen ? "open" : ""}`}>
			<button
				type="button"
				class="toggle"
				aria-expanded={isOpen}
				aria-label={`${timeOf(at)}, ${name}, ${key}`}
				onClick={() => setOpen(!isOpen)}
				onKeyDown={onKeyDown}
			>
				<Icon name="chevron" size={12} />
				<time dateTime={at}>{timeOf(at)}</time>
				<Mark kind={name} />
			</button>
			<Link class="code ellipsis" title={key} translate="no" to={{ item: key }}>
				{key}
			</Link>
			{isOpen ? <Differences before={previous} after={row} /> : <Summary before={previous} after={row} />}
		</li>
	);
}
