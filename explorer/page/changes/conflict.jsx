// A change that meets another one: what you saw, what you made, and what is stored now. Whatever only one has changed is
// settled; where both have, one chooses.

import { useId, useState } from "preact/hooks";
import { Button } from "../parts/button.jsx";
import { Notice } from "../parts/small.jsx";
import { defaultOf, merged, places } from "../values/merge.mjs";
import { partsOf, withParts } from "../values/rows.mjs";
import { nameOfPlace, Shown } from "./difference-list.jsx";
import { staging } from "./state.mjs";

/** What was chosen already, by the item and the version that it has met: who looks something up comes back to it. */
const chosen = new Map();

/** @param {{ change: import("./changes.mjs").Change, stored: object | null }} props */
export function Conflict({ change, stored }) {
	const { before, after } = change;
	const resolve = (row) =>
		change.from ? staging.value.resolveRenamed(change, row) : staging.value.resolve(change.key, row);
	if (stored === null) {
		if (after === null)
			return (
				<Either text="Somebody has removed it already." theirs="Nothing is left to do" onTheirs={() => resolve(null)} />
			);
		return (
			<Either
				text="Somebody has removed this item since you saw it."
				theirs="Leave it removed"
				mine="Make it again as you have it"
				onTheirs={() => resolve(null)}
				onMine={() => resolve(after)}
			/>
		);
	}
	if (after === null) {
		return (
			<>
				<Either
					text="You remove this item, and somebody has changed it since you saw it."
					theirs="Keep it as it is stored now"
					mine="Remove it all the same"
					onTheirs={() => resolve(stored)}
					onMine={() => resolve(null)}
				/>
				<Places all={places(partsOf(before), partsOf(before), partsOf(stored))} />
			</>
		);
	}
	return <Merge {...{ change, stored }} onDone={resolve} />;
}

const Either = ({ text, theirs, mine, onTheirs, onMine }) => (
	<Notice kind="bad">
		<p>{text}</p>
		<div class="either">
			<Button onClick={onTheirs}>{theirs}</Button>
			{mine && <Button onClick={onMine}>{mine}</Button>}
		</div>
	</Notice>
);

function Merge({ change: { key, before, after }, stored, onDone }) {
	const name = JSON.stringify([key, stored.md]);
	const [choices, setState] = useState(chosen.get(name) ?? {});
	const setChoices = (next) => {
		chosen.set(name, next);
		setState(next);
	};
	const all = places(partsOf(before), partsOf(after), partsOf(stored));
	const idOf = ({ path }) => JSON.stringify(path);
	const choiceOf = (place) => choices[idOf(place)] ?? defaultOf(place);
	const open = all.filter((place) => choiceOf(place) === undefined).length;
	const contested = all.filter(({ by }) => by === "both");
	const chooseAll = (choice) => setChoices(Object.fromEntries(contested.map((place) => [idOf(place), choice])));
	const done = () => onDone(withParts(stored, merged(partsOf(stored), all, choiceOf)));
	return (
		<>
			<Notice kind="bad">
				<p>
					{before === null
						? "Somebody has made an item under this key since you looked."
						: "Somebody has changed this item since you saw it."}{" "}
					{contested.length === 0
						? "No attribute was changed by both, so both changes can stay."
						: "Choose what stays where both of you have changed the same attribute."}
				</p>
				{contested.length > 1 && (
					<div class="either">
						<Button onClick={() => chooseAll("mine")}>Keep all of mine</Button>
						<Button onClick={() => chooseAll("theirs")}>Take all of theirs</Button>
					</div>
				)}
			</Notice>
			<Places
				all={all}
				choiceOf={choiceOf}
				onChoice={(place, choice) => setChoices({ ...choices, [idOf(place)]: choice })}
			/>
			<div class="settle">
				{open > 0 && (
					<span class="quiet">
						{open === 1 ? "One attribute needs a choice." : `${open} attributes need a choice.`}
					</span>
				)}
				<Button kind="primary" disabled={open > 0} onClick={done}>
					Use these
				</Button>
			</div>
		</>
	);
}

/** The three states of each place. With `onChoice`, mine and theirs are chosen by pressing them. */
function Places({ all, choiceOf, onChoice }) {
	const id = useId();
	return (
		<table class="review-table three">
			<colgroup>
				<col class="place" />
				<col />
				<col />
				<col />
			</colgroup>
			<thead>
				<tr>
					<th scope="col">Attribute</th>
					<th scope="col">You saw</th>
					<th scope="col">You made</th>
					<th scope="col">Stored now</th>
				</tr>
			</thead>
			<tbody>
				{all.map((place) => {
					const name = nameOfPlace(place.path);
					const cell = (side, value) => (
						<td>
							<Choosable
								{...{ name, side, onChoice, place }}
								group={`${id} ${name}`}
								isChosen={choiceOf?.(place) === side}
							>
								<Shown value={value} other={place.saw} path={place.path} />
							</Choosable>
						</td>
					);
					return (
						<tr key={name} class={place.by === "both" && onChoice ? "contested" : undefined}>
							<th scope="row" class="code">
								{name}
							</th>
							<td class="faint">
								<Shown value={place.saw} path={place.path} />
							</td>
							{cell("mine", place.mine)}
							{cell("theirs", place.theirs)}
						</tr>
					);
				})}
			</tbody>
		</table>
	);
}

function Choosable({ name, side, place, group, isChosen, onChoice, children }) {
	if (onChoice === undefined) return children;
	return (
		<label class={`choosable ${isChosen ? "chosen" : ""}`}>
			<input type="radio" name={group} checked={isChosen} onChange={() => onChoice(place, side)} />
			<span class="unseen">{side === "mine" ? `Keep mine of ${name}:` : `Take theirs of ${name}:`}</span>
			<span>{children}</span>
		</label>
	);
}
