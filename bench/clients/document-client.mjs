// The document client of the AWS SDK, used to read and write the same rows.

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { name } from "../document.mjs";

/** One connection for each call in flight, with which this client is fastest. */
const CONNECTIONS = 256;

export function open({ endpoint, table }) {
	const client = new DynamoDBClient({
		endpoint,
		region: "eu-west-1",
		requestHandler: { httpAgent: { keepAlive: true, maxSockets: CONNECTIONS } },
	});
	const documents = DynamoDBDocumentClient.from(client);
	const list = new QueryCommand({
		TableName: table,
		KeyConditionExpression: "pk = :pk",
		ExpressionAttributeValues: { ":pk": "users" },
		Limit: 100,
	});
	return {
		get: async (id) =>
			(await documents.send(new GetCommand({ TableName: table, Key: { pk: "users", sk: name(id) } }))).Item,
		list: async () => (await documents.send(list)).Items,
		set: (document) => documents.send(new PutCommand({ TableName: table, Item: row(document) })),
		close: () => client.destroy(),
	};
}

function row(document) {
	const now = Math.floor(Date.now() / 1000);
	const attributes = Object.entries(document).map(([attribute, value]) => [`_${attribute}`, value]);
	const labels = { pk1: "l", sk1: name(document.id) };
	return { pk: "users", sk: name(document.id), ct: now, md: now, ...labels, ...Object.fromEntries(attributes) };
}
