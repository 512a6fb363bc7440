// What came out of work on many items: what was done, what was refused and why.

import { Failure } from "../parts/failure.jsx";
import { count, plural } from "../parts/format.mjs";
import { Notice } from "../parts/small.jsx";

/**
 * @param {object} props
 * @param {object} props.progress of the job that has ended
 * @param {string} props.done what was done, as a sentence
 * @param {string[]} [props.more] more sentences
 */
export function Outcome({ progress: { state, error, result, refused = 0 }, done, more = [] }) {
	const isGood = state === "done" && refused === 0;
	return (
		<>
			{state === "failed" && <Failure error={error} />}
			{result && (
				<Notice kind={isGood ? "good" : state === "failed" ? "note" : "warn"}>
					<p>
						{state === "stopped" && "Stopped. "}
						{done}
						{state !== "done" && " What was done stays done."}
					</p>
					{more.map((sentence) => (
						<p key={sentence}>{sentence}</p>
					))}
				</Notice>
			)}
			{refused > 0 && <Refused refused={refused} first={result.refusals} />}
		</>
	);
}

const Refused = ({ refused, first }) => (
	<section class="refused" aria-label="Refused">
		<h3>{`${plural(refused, "item")} ${refused === 1 ? "was" : "were"} refused`}</h3>
		<Faults faults={first} all={refused} />
	</section>
);

/** Refused items by key, or faults of a file by line. */
export const Faults = ({ faults, all }) => (
	<>
		{/* biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it, too. */}
		<ul class="faults" tabIndex={0}>
			{faults.map(({ key, line, message }) => (
				<li key={`${key} ${line}`}>
					<span class="code">{key ?? (line === undefined ? "" : `line ${count(line)}`)}</span>
					<span>{line === undefined ? message : withoutLine(message)}</span>
				</li>
			))}
		</ul>
		{all > faults.length && <p class="faint">{`The first ${count(faults.length)} are shown.`}</p>}
	</>
);

/** The line stands beside the message, which becomes a sentence of its own. */
function withoutLine(message) {
	const rest = message.replace(/^Line [\d,]+: /, "");
	return rest.charAt(0).toUpperCase() + rest.slice(1);
}
