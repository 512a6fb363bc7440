// What a script does without a tool: writes the lines of a file into a table with the document client, 25 at a time.

import fs from "node:fs";
import { createInterface } from "node:readline";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchWriteCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

const BATCH = 25;

const [, , endpoint, table, file] = process.argv;
const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: "eu-west-1" }));

let batch = [];
for await (const line of createInterface({ input: fs.createReadStream(file) })) {
	batch.push({ PutRequest: { Item: rowOf(JSON.parse(line)) } });
	if (batch.length === BATCH) await write();
}
if (batch.length > 0) await write();
client.destroy();

async function write() {
	let left = { [table]: batch };
	while (Object.keys(left).length > 0) {
		({ UnprocessedItems: left } = await client.send(new BatchWriteCommand({ RequestItems: left })));
	}
	batch = [];
}

function rowOf({ key, value }) {
	const [pk, sk] = key.split(":");
	const now = Math.floor(Date.now() / 1000);
	const attributes = Object.entries(value).map(([name, inner]) => [`_${name}`, inner]);
	return { pk, sk, ct: now, md: now, ...Object.fromEntries(attributes) };
}
