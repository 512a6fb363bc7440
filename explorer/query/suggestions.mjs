// Which suggestions are shown for what is typed, and in which order.

const MOST = 50;

/** Those that begin with what is typed, then those that have it inside. What is complete needs no suggestion. */
export function matching(suggestions, typed) {
	const wanted = typed.toLowerCase();
	const found = suggestions.flatMap(({ match, ...suggestion }) => {
		const at = (match ?? suggestion.text).toLowerCase().indexOf(wanted);
		return at < 0 || suggestion.text === typed ? [] : [{ isInside: at > 0, suggestion }];
	});
	return found
		.sort((a, b) => a.isInside - b.isInside)
		.slice(0, MOST)
		.map(({ suggestion }) => suggestion);
}
