// What is shown when there is no session, or when the explorer cannot be reached.

import { Empty } from "../parts/small.jsx";

export const Closed = ({ error }) => (
	<Empty icon="lock" title={error.code === "NO_SESSION" ? "This address has no session" : error.message} Heading="h1">
		<p>
			{error.code === "NO_SESSION"
				? "Open the address that the terminal shows. It has a token that lets this browser in."
				: error.hint}
		</p>
	</Empty>
);
