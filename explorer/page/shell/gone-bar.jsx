// Says at once that the explorer does not answer any more, and goes when it does again.

import { Notice } from "../parts/small.jsx";
import { gone } from "../state/alive.mjs";

export function GoneBar() {
	if (gone.value === undefined) return null;
	return (
		<Notice kind="bad">
			{gone.value.code === "NO_SESSION"
				? "The explorer was started again. Open the address that the terminal shows."
				: "The explorer has ended. Start it again with 'npx ampt-data explore'. What you see is from before."}
		</Notice>
	);
}
