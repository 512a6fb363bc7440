// The links of the pages in a package. Pages link tests and sources, which are not in the package.

import path from "node:path";

const LINK = /\[([^\]]*)\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)/g;

/**
 * The text of a page in which each link leads somewhere: to a file of the package, else to the file at `base`, which is the
 * URL of the repository at the version. Without a `base`, the text of the link remains.
 */
export function relink(text, page, files, base) {
	return text.replace(LINK, (link, label, file, anchor = "") => {
		const target = targetOf(page, file);
		if (files.includes(target)) return link;
		return base === undefined ? label : `[${label}](${base}/${target}${anchor})`;
	});
}

/** The links of a page that lead to none of the files. */
export function brokenLinks(text, page, files) {
	return [...text.matchAll(LINK)].filter(([, , file]) => !files.includes(targetOf(page, file))).map(([link]) => link);
}

function targetOf(page, file) {
	return path.posix.join(path.posix.dirname(page), file);
}
