// One dead letter: its error on one line, and all of it when it is opened.

import { useState } from "preact/hooks";
import { Differences } from "../parts/differences.jsx";
import { moment, plural } from "../parts/format.mjs";
import { Icon } from "../parts/icon.jsx";
import { Link } from "../parts/link.jsx";
import { Mark } from "../parts/mark.jsx";
import { Notice } from "../parts/small.jsx";
import { Replay } from "./replay.jsx";

export function Letter({ letter, canReplay, onReplayed }) {
	const [isOpen, setOpen] = useState(false);
	const { name, itemKey, error, attempts, failed } = letter;
	return (
		<li class={isOpen ? "open" : ""}>
			<button type="button" class="letter-line" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
				<Icon name="chevron" size={12} />
				<time dateTime={failed}>{failed ? moment(Date.parse(failed) / 1000) : "–"}</time>
				<Mark kind={name} />
				<span class="code ellipsis" translate="no">
					{itemKey}
				</span>
				<span class="ellipsis wrong">{error}</span>
				<span class="quiet number">{plural(attempts, "attempt")}</span>
			</button>
			{isOpen && <Details letter={letter} canReplay={canReplay} onReplayed={onReplayed} />}
		</li>
	);
}

function Details({
	letter: { key, itemKey, before, after, error, code, group, names, omitted },
	canReplay,
	onReplayed,
}) {
	return (
		<div class="letter">
			<p class="error">
				{error}
				{code && <span class="faint">{` ${code}`}</span>}
			</p>
			<dl class="letter-facts">
				<dt>Handler</dt>
				<dd>
					<span class="code">{names.join(", ")}</span> in the group {group}
				</dd>
				<dt>Item</dt>
				<dd>
					<Link class="code" translate="no" to={{ item: itemKey }}>
						{itemKey}
					</Link>
				</dd>
				<dt>Letter</dt>
				<dd>
					<Link class="code" translate="no" to={{ item: key }}>
						{key}
					</Link>
				</dd>
			</dl>
			{omitted.length > 0 && (
				<Notice kind="warn">
					{`The letter had no room for ${omitted.includes("value") ? "the item's value" : "the item before the change"}. It cannot be replayed.`}
				</Notice>
			)}
			<Differences before={before} after={after} />
			<div class="actions">
				<Replay expression={key} canReplay={canReplay} onReplayed={onReplayed}>
					Replay
				</Replay>
			</div>
		</div>
	);
}
