// All changes before they are written: each item, each attribute old beside new, and what others have changed meanwhile.

import { useSignal } from "@preact/signals";
import { Button } from "../parts/button.jsx";
import { Dialog } from "../parts/dialog.jsx";
import { plural, size } from "../parts/format.mjs";
import { Badge, Notice } from "../parts/small.jsx";
import { go } from "../state/address.mjs";
import { isTable, store } from "../state/store.mjs";
import { say } from "../state/toasts.mjs";
import { MAX_BYTES, sizeOfRow } from "../values/size.mjs";
import { canUndo, counted, effectOf } from "./changes.mjs";
import { Conflict } from "./conflict.jsx";
import { DifferenceList } from "./difference-list.jsx";
import { MOST_CHANGES, shown, staging, undo, unfinishedText } from "./state.mjs";

const close = () => {
	shown.value = undefined;
};

export function Review() {
	const { changes, conflicts, isWriting } = staging.value;
	const failure = useSignal(undefined);
	const all = changes.value;
	const count = plural(counted(all).length, "change");
	const isTooMuch = all.length > MOST_CHANGES;
	const large = all.filter(({ after }) => after !== null && sizeOfRow(after) > MAX_BYTES);

	const write = async () => {
		failure.value = undefined;
		try {
			if (!(await staging.value.write())) return;
			close();
			const written = staging.value.writes.value.at(-1);
			const overtaken = written.changes.find(({ isOvertaken }) => isOvertaken);
			say(`${plural(counted(written.changes).length, "change")} written.`, {
				kind: "good",
				hint: overtaken && `Somebody has changed '${overtaken.key}' since, so undoing leaves it as it is.`,
				action: canUndo(written) ? { label: "Undo", run: () => undo(written) } : undefined,
			});
		} catch (error) {
			failure.value = error;
		}
	};
	const discard = () => {
		staging.value.discardAll();
		close();
	};
	const title = conflicts.value.size > 0 ? "Others have changed this, too" : `Review ${count}`;
	const verb = `Write ${count}${isTable.value ? ` to ${store.value.name}` : ""}`;
	const footer = (
		<>
			<Button kind="quiet" disabled={isWriting.value || all.length === 0} class="at-start" onClick={discard}>
				Discard all
			</Button>
			<Button disabled={isWriting.value} autofocus={isTable.value} onClick={close}>
				Go on editing
			</Button>
			<Button
				kind={isTable.value ? "danger" : "primary"}
				// On a table, Enter alone never writes.
				autofocus={!isTable.value}
				disabled={isWriting.value || all.length === 0 || isTooMuch || large.length > 0 || conflicts.value.size > 0}
				onClick={write}
			>
				{isWriting.value ? "Writing…" : verb}
			</Button>
		</>
	);
	return (
		<Dialog title={title} isWide isBusy={isWriting.value} onClose={close} footer={footer} class="review">
			{failure.value && (
				<Notice kind="bad">
					<p>{failure.value.message}</p>
					{failure.value.hint && <p>{failure.value.hint}</p>}
				</Notice>
			)}
			{isTooMuch && (
				<Notice kind="warn">
					One transaction holds {MOST_CHANGES} changes, and these are {all.length}. Reject some of them, write the rest,
					and make those again.
				</Notice>
			)}
			{large.map(({ key, after }) => (
				<Notice key={key} kind="warn">
					'{key}' has {size(sizeOfRow(after))}, and no item has more than {size(MAX_BYTES)}. Make it smaller.
				</Notice>
			))}
			{all.some(({ key }) => unfinishedText(key) !== undefined) && (
				<Notice kind="warn">
					The text of one of these values has a mistake. What was typed since is not in these changes.
				</Notice>
			)}
			{all.length === 0 && <p class="quiet">Nothing waits to be written.</p>}
			{counted(all).map((change) => (
				<ReviewedChange key={change.key} change={change} conflicts={conflicts.value} />
			))}
		</Dialog>
	);
}

const EFFECTS = { new: "good", changed: "accent", renamed: "accent", removed: "bad" };

function ReviewedChange({ change, conflicts }) {
	const { key, pair, before, from } = change;
	const effect = effectOf(change);
	// Of a renaming, the old key is settled before the new one.
	const met = [from, key].find((one) => conflicts.has(one));
	const open = () => {
		close();
		go({ item: key });
	};
	return (
		<section class="reviewed" aria-label={key}>
			<header>
				<h3 class="code">
					{from && `${from} → `}
					<button type="button" class="link" onClick={open}>
						{key}
					</button>
				</h3>
				<Badge kind={EFFECTS[effect]}>{effect}</Badge>
				{pair && !from && <span class="faint">{before === null ? `renamed from ${pair}` : `becomes ${pair}`}</span>}
				{change.undoes && <Badge>undoes a write of yours</Badge>}
				<Button kind="quiet" icon="undo" class="at-end" onClick={() => staging.value.discard(key)}>
					Reject
				</Button>
			</header>
			{met !== undefined ? (
				<Conflict
					key={JSON.stringify([met, conflicts.get(met)?.md])}
					change={met === from ? change : staging.value.find(key)}
					stored={conflicts.get(met)}
				/>
			) : pair && effect === "removed" ? null : (
				<DifferenceList change={change} onReject={(difference) => staging.value.reject(key, difference)} />
			)}
		</section>
	);
}
