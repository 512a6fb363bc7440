// A link to another place of the page. It opens a tab of its own as every link does.

import { go, linkTo } from "../state/address.mjs";

/** @param {{ to: Record<string, string | undefined> }} props those of an HTML link, and `to` as `go` takes it */
export const Link = ({ to, children, ...rest }) => (
	<a
		{...rest}
		href={linkTo(to)}
		onClick={(event) => {
			if (event.metaKey || event.ctrlKey || event.shiftKey) return;
			event.preventDefault();
			go(to);
		}}
	>
		{children}
	</a>
);
