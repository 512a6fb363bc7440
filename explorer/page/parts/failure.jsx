// What went wrong, and what to do about it.

import { Notice } from "./small.jsx";

/** @param {{ error: { message: string, hint?: string }, children?: import("preact").ComponentChildren }} props */
export const Failure = ({ error: { message, hint }, children }) => (
	<Notice kind="bad">
		<p>{message}</p>
		{hint && <p>{hint}</p>}
		{children}
	</Notice>
);
