// What is known of an item besides its value: size, dates, version, when it expires.

import { Button } from "../parts/button.jsx";
import { CopyButton } from "../parts/copy.jsx";
import { count, moment, size, span } from "../parts/format.mjs";
import { now } from "../state/clock.mjs";
import { versionOf } from "../values/rows.mjs";
import { MAX_BYTES } from "../values/size.mjs";
import { dialog } from "./actions.mjs";

/** @param {{ row: object, before: object | null, sizes: { stored?: number, next?: number }, isReadOnly: boolean }} props */
export const Facts = ({ row, before, sizes, isReadOnly }) => (
	<dl class="item-facts">
		<Fact name="Size">
			<Sizes {...sizes} />
		</Fact>
		<Fact name="Expires">
			<Expiry ttl={row.ttl?.N} isChanged={before !== null && row.ttl?.N !== before.ttl?.N} isReadOnly={isReadOnly} />
		</Fact>
		{before && (
			<>
				<Fact name="Created">{before.ct && moment(Number(before.ct.N))}</Fact>
				<Fact name="Modified">{before.md && moment(Math.floor(Number(before.md.N)))}</Fact>
				<Fact name="Version">
					<code class="ellipsis" title={before.md?.N}>
						{versionOf(before)}
					</code>
					<CopyButton text={versionOf(before)} label="Copy the version" what="The version is copied" />
				</Fact>
			</>
		)}
	</dl>
);

const Fact = ({ name, children }) => (
	<div>
		<dt>{name}</dt>
		<dd>{children}</dd>
	</div>
);

function Sizes({ stored, next }) {
	const isTooLarge = next > MAX_BYTES;
	return (
		<>
			{stored !== undefined && <span title={`${count(stored)} bytes`}>{size(stored)}</span>}
			{next !== undefined && next !== stored && (
				<span class={isTooLarge ? "wrong" : "quiet"} title={`${count(next)} bytes`}>
					{stored === undefined ? "" : " → "}
					{size(next)}
					{isTooLarge && `, more than the ${size(MAX_BYTES)} that an item can have`}
				</span>
			)}
		</>
	);
}

function Expiry({ ttl, isChanged, isReadOnly }) {
	const left = ttl === undefined ? undefined : Number(ttl) - now.value;
	return (
		<>
			{ttl === undefined ? (
				<span class="faint">never</span>
			) : (
				<span class={left <= 0 ? "wrong" : ""} title={moment(Number(ttl))}>
					{left > 0 ? `in ${span(left)}` : `${span(-left)} ago`}
				</span>
			)}
			{isChanged && <span class="changed-mark" title="Changed" />}
			{!isReadOnly && (
				<Button
					kind="quiet"
					icon="clock"
					label="Change when it expires"
					onClick={() => {
						dialog.value = { kind: "expiry" };
					}}
				/>
			)}
		</>
	);
}
