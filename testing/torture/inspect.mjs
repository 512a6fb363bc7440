// Prints the contents of a store as JSON: the version of each key, the counter, and faults.

import { COUNTER, Data, isWhole, pages } from "./values.mjs";

const [url, slots] = process.argv.slice(2);

async function inspect() {
	const data = Data.open(url);
	const found = { versions: {}, count: (await data.get(COUNTER)) ?? 0, wrong: [] };
	let items = 0;
	for (let slot = 0; slot < Number(slots); slot++) {
		for await (const { key, value } of pages(data, `w${slot}:*`)) {
			items++;
			found.versions[key] = value.version;
			if (!isWhole(value)) found.wrong.push(`${key} has a value that nobody wrote`);
		}
	}
	let labelled = 0;
	for (
		let rest = await data.getByLabel("label1", "version:*", { limit: 50 });
		rest;
		rest = rest.next && (await rest.next())
	) {
		labelled += rest.items.length;
	}
	if (labelled !== items) found.wrong.push(`${items} items by key, but ${labelled} by label`);
	await data.close();
	return found;
}

const result = await inspect().catch(({ code, message }) => ({ code, message }));
process.stdout.write(JSON.stringify(result));
