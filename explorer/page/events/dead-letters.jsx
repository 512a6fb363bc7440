// Events that handlers gave up, with their errors, and the way to handle them once more.

import { useSignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { Card } from "../parts/cards.jsx";
import { plural } from "../parts/format.mjs";
import { Choice, Empty, Field } from "../parts/small.jsx";
import { get } from "../state/api.mjs";
import { sayError } from "../state/toasts.mjs";
import { Letter } from "./letter.jsx";
import { isFound, letterOf } from "./letters.mjs";
import { Replay } from "./replay.jsx";

const PAGE = 100;

/** @param {{ collections: string[] | null, canReplay: boolean }} props `collections`: `null` if the store does not know them */
export function DeadLetters({ collections, canReplay }) {
	const [chosen, setChosen] = useState(collections?.[0]);
	return (
		<Card title="Dead letters">
			{collections === null && <Named onName={setChosen} />}
			{collections?.length > 1 && (
				<Choice
					name="Collection"
					value={chosen}
					options={collections.map((name) => [name, name])}
					onValue={setChosen}
				/>
			)}
			{collections?.length === 0 && (
				<Empty icon="check" title="No dead letters">
					Handlers with <code>deadLetter: "failed-orders"</code> keep here what they give up.
				</Empty>
			)}
			{chosen && <Letters key={chosen} collection={chosen} canReplay={canReplay} />}
		</Card>
	);
}

/** To find the collections of a table, all of it would have to be read. */
function Named({ onName }) {
	const [name, setName] = useState("");
	return (
		<form
			class="named"
			onSubmit={(event) => {
				event.preventDefault();
				if (name.trim() !== "") onName(name.trim());
			}}
		>
			<Field
				name="Collection of dead letters"
				hint="The name that handlers have as deadLetter."
				placeholder="failed-orders"
				value={name}
				onValue={setName}
			/>
			<Button type="submit">Show</Button>
		</form>
	);
}

function Letters({ collection, canReplay }) {
	const rows = useSignal(undefined);
	const next = useSignal(undefined);
	const typed = useSignal("");
	const read = async (start) => {
		try {
			const page = await get("rows", { expression: `${collection}:*`, limit: PAGE, start, reverse: true });
			rows.value = [...(start === undefined ? [] : rows.value), ...page.rows];
			next.value = page.lastKey;
		} catch (error) {
			sayError(error);
		}
	};
	useEffect(() => {
		read();
	}, []);
	if (rows.value === undefined) return <p class="quiet">Reading…</p>;
	const letters = rows.value.map(letterOf).filter(Boolean);
	const others = rows.value.length - letters.length;
	const found = letters.filter((letter) => isFound(letter, typed.value));
	if (letters.length === 0) return <Empty icon="check" title={`No dead letters in ${collection}`} />;
	return (
		<>
			<div class="letters-bar">
				<input
					class="input"
					type="search"
					aria-label="Filter the dead letters"
					placeholder="Filter by key, error, group or event"
					value={typed.value}
					onInput={(event) => {
						typed.value = event.currentTarget.value;
					}}
				/>
				<span class="quiet" role="status">
					{found.length === letters.length ? "" : `${found.length} of `}
					{plural(letters.length, "letter")}
					{next.value && " so far"}
				</span>
				<Replay expression={`${collection}:*`} canReplay={canReplay} onReplayed={() => read()}>
					Replay all
				</Replay>
			</div>
			<ol class="letters" aria-label="Dead letters, the newest first">
				{found.map((letter) => (
					<Letter key={letter.key} letter={letter} canReplay={canReplay} onReplayed={() => read()} />
				))}
			</ol>
			{others > 0 && (
				<p class="faint">{`${plural(others, "item")} of this collection ${others === 1 ? "is no letter" : "are no letters"}.`}</p>
			)}
			{next.value && (
				<Button class="more" onClick={() => read(next.value)}>
					Show more
				</Button>
			)}
		</>
	);
}
