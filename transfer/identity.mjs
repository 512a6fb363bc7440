// Which store a URL means, as one text: two URLs of one store have the same.

import fs from "node:fs";
import path from "node:path";

/**
 * @param {string} url
 * @param {{ kind: string, folder?: string, table?: string }} place what the URL says
 */
export function identityOf(url, { kind, folder, table }, env = process.env) {
	if (kind !== "dynamodb") return `${kind}:${folder && realPath(folder)}`;
	const options = new URLSearchParams(url.split(/\?(.*)/s)[1]);
	const region = options.get("region") ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? "";
	const endpoint = options.get("endpoint") ?? env.AWS_ENDPOINT_URL_DYNAMODB ?? env.AWS_ENDPOINT_URL ?? "";
	return `dynamodb://${table}?${new URLSearchParams({ region, endpoint, profile: options.get("profile") ?? "" })}`;
}

/** The path without links. The last parts of it may not exist yet. */
function realPath(folder) {
	try {
		return fs.realpathSync(folder);
	} catch {
		const parent = path.dirname(folder);
		return parent === folder ? folder : path.join(realPath(parent), path.basename(folder));
	}
}
