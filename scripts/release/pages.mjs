// The links of the pages in a package. Pages link tests and sources, which are not in the package.

import path from "node:path";

/**
 * The text of a page in which each link leads somewhere: to a file of the package, else to the file at `base`, which is the
 * URL of the repository at the version. Without a `base`, the text of the link remains.
 */
export function relink(text, page, files, base) {
	return text.replace(/\[([^\]]*)\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)/g, (link, label, file, anchor = "") => {
		const target = path.posix.join(path.posix.dirname(page), file);
		if (files.includes(target)) return link;
		return base === undefined ? label : `[${label}](${base}/${target}${anchor})`;
	});
}
