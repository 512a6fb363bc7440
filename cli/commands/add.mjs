import { completeKey, predicate, versionText } from "../arguments.mjs";
import { warnOfRounding } from "../exact.mjs";
import { EXIT, Failure, usage } from "../failure.mjs";
import { line } from "../output.mjs";
import { openStore } from "../store.mjs";
import { fromArgument, toJson } from "../values.mjs";

export const examples = [
	["add visits 1", "add to a number; prints the sum"],
	["add users:jane credit -5", "add to an attribute"],
	[`add users:jane credit -5 --if '{"credit":{"$gte":5}}'`, "only if there is enough"],
];

export function define(command) {
	command
		.argument("<key>", "a complete key; a missing number counts as 0")
		.argument("<attribute-or-n>", "the name of an attribute, or the number to add")
		.argument("[n]", "the number to add to the attribute")
		.option("--if <predicate>", "only if what is stored matches", predicate)
		.option("--version <version>", "only if the item has this version", versionText)
		.option("--meta", "print the item with its dates and labels");
}

const OBJECT = "An object is stored under this key: name the attribute to add to. Nothing was written.";

export async function run(options, key, ...amount) {
	completeKey(key);
	const [attribute, n] = amount[1] === undefined ? [undefined, amount[0]] : amount;
	const delta = fromArgument(n);
	if (typeof delta !== "number" && typeof delta !== "bigint") throw usage(`'${n}' is not a number.`);
	const { if: condition, version, meta } = options;
	const asked = {
		meta: true,
		...(condition !== undefined && { if: condition }),
		...(version !== undefined && { version }),
	};
	const data = await openStore(options, { changes: true });
	const place = attribute === undefined ? [key] : [key, attribute];
	const item = await data.add(...place, delta, asked).catch((error) => {
		throw error.code === "OBJECT_TO_VALUE"
			? Object.assign(new Failure(OBJECT, EXIT.refused), { code: error.code })
			: error;
	});
	warnOfRounding([item]);
	if (meta) return line(toJson(item));
	const sum = attribute === undefined ? item.value : item.value[attribute];
	await line(String(sum));
}
