import { usage } from "../failure.mjs";
import { detail, note } from "../output.mjs";
import { placeOf, storeUrl, withoutWrites } from "../store.mjs";

export const examples = [["create-table --url 'dynamodb://my-table?region=eu-west-1'", "create a table, or check one"]];

export function define() {}

export async function run(options) {
	const url = storeUrl(options);
	const { kind, text, table } = placeOf(url);
	detail(`store: ${text}`);
	if (kind !== "dynamodb") {
		throw usage("Only a DynamoDB table is created. An embedded store comes into being with its first item.");
	}
	const { Data } = await import("ampt-data");
	const isNew = await isMissing(Data.open(withoutWrites(url)));
	await Data.createTable(url);
	note(
		isNew
			? `The table '${table}' and its table of events, '${table}-events', are created.`
			: `The table '${table}' was there already. It and its table of events, '${table}-events', can be used.`,
	);
}

/** Whether there is no table yet. What else is wrong with it, its creation says. */
async function isMissing(data) {
	try {
		await data.get("any");
		return false;
	} catch ({ code }) {
		return code === "TABLE_NOT_FOUND";
	} finally {
		await data.close();
	}
}
