// What the query could go on with.

import { useEffect, useRef } from "preact/hooks";

export function Suggestions({ options, chosen, onTake }) {
	const box = useRef(null);
	useEffect(() => {
		box.current.children[chosen]?.scrollIntoView({ block: "nearest" });
	}, [chosen]);
	return (
		<div class="suggestions" id="query-options" role="listbox" aria-label="Completions" ref={box}>
			{options.map(({ text, kind, detail = kind }, index) => (
				<div
					key={text}
					id={`query-option-${index}`}
					role="option"
					aria-selected={index === chosen}
					class={index === chosen ? "chosen" : ""}
					// The field must keep the focus.
					onPointerDown={(event) => event.preventDefault()}
					onClick={() => onTake(index)}
				>
					<span class="code ellipsis">{text}</span>
					<span class="faint">{detail}</span>
				</div>
			))}
		</div>
	);
}
