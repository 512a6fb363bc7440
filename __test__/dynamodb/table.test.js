"use strict";

// The table: its creation and schema, consistent reads, and the IAM policy.

const fs = require("node:fs");
const path = require("node:path");
const { Data } = require("../..");
const { startServer } = require("../support/server");
const { library, run } = require("../support/programs");

let server;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

test("createTable creates the reference's schema, and can be called again", async () => {
	await Data.createTable(server.url("new"));
	await Data.createTable(server.url("new"));
	const { Table: leases } = await server.send("DescribeTable", { TableName: "new-events" });
	const { Table: table } = await server.send("DescribeTable", { TableName: "new" });
	const keys = (schema) => schema.map((key) => `${key.AttributeName} ${key.KeyType}`);
	expect(keys(table.KeySchema)).toEqual(["pk HASH", "sk RANGE"]);
	expect(keys(leases.KeySchema)).toEqual(["group HASH", "shard RANGE"]);
	const indexes = table.GlobalSecondaryIndexes.sort((a, b) => a.IndexName.localeCompare(b.IndexName));
	expect(indexes.map((index) => [index.IndexName, ...keys(index.KeySchema), index.Projection.ProjectionType])).toEqual(
		[1, 2, 3, 4, 5].map((n) => [`gsi${n}`, `pk${n} HASH`, `sk${n} RANGE`, "ALL"]),
	);
	expect(table.StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" });
	expect(table.BillingModeSummary.BillingMode).toBe("PAY_PER_REQUEST");
	const { TimeToLiveDescription: ttl } = await server.send("DescribeTimeToLive", { TableName: "new" });
	expect(ttl).toMatchObject({ AttributeName: "ttl", TimeToLiveStatus: "ENABLED" });
});

test("createTable on an embedded store does nothing", async () => {
	await expect(Data.createTable("memory:")).resolves.toBeUndefined();
});

test("a missing table is named, with the command that creates it", async () => {
	const data = Data.open(server.url("missing"));
	const calls = [data.get("k"), data.set("k", 1), data.get("k:*"), data.get(["k"]), data.scan()];
	for (const { reason } of await Promise.allSettled(calls)) {
		expect(reason).toMatchObject({
			code: "TABLE_NOT_FOUND",
			// The advice contains the same URL, so that it creates the table in the right place.
			message: expect.stringContaining(`'await Data.createTable("${server.url("missing")}")'`),
		});
		expect(reason.message).toContain("'missing'");
	}
	await data.close();
});

test("a table with another schema is refused, with what it lacks", async () => {
	const definitions = (...names) => names.map((name) => ({ AttributeName: name, AttributeType: "S" }));
	const schema = (pk, sk) => [
		{ AttributeName: pk, KeyType: "HASH" },
		{ AttributeName: sk, KeyType: "RANGE" },
	];
	const common = { BillingMode: "PAY_PER_REQUEST" };
	await server.send("CreateTable", {
		...common,
		TableName: "wrong-keys",
		AttributeDefinitions: definitions("id", "sort"),
		KeySchema: schema("id", "sort"),
	});
	await server.send("CreateTable", {
		...common,
		TableName: "no-index",
		AttributeDefinitions: definitions("pk", "sk"),
		KeySchema: schema("pk", "sk"),
	});
	const wrong = Data.open(server.url("wrong-keys"));
	await expect(wrong.get("k")).rejects.toMatchObject({
		code: "TABLE_MISMATCH",
		message: expect.stringMatching(/'pk'/),
	});
	await expect(Data.createTable(server.url("wrong-keys"))).rejects.toMatchObject({ code: "TABLE_MISMATCH" });
	const bare = Data.open(server.url("no-index"));
	expect(await bare.set("k", 1)).toBe(1);
	await expect(bare.getByLabel("label3", "l")).rejects.toMatchObject({
		code: "TABLE_MISMATCH",
		message: expect.stringMatching(/'gsi3' \(partition key 'pk3', sort key 'sk3'\).*stream.*update-table/),
	});
	// A mistake in a call is reported as such, whatever the table lacks.
	await bare.set("text", "x");
	await expect(bare.add("text", 1)).rejects.toMatchObject({ code: "VALIDATION_EXCEPTION" });
	await Promise.all([wrong.close(), bare.close()]);
});

test("the environment alone moves a program to DynamoDB", async () => {
	await Data.createTable(server.url("moved"));
	const program = `await data.set("k:1", { a: 1 }, { label1: "l" }); say(JSON.stringify(await data.get("k:*")));`;
	const aws = { AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL_DYNAMODB: server.endpoint };
	for (const env of [{ AMPT_DATA_TABLES: '["moved", "other"]' }, { AMPT_DATA_URL: "dynamodb://moved" }]) {
		const lines = await run(undefined, program, { ...aws, ...env });
		expect(lines).toEqual(['{"items":[{"key":"k:1","value":{"a":1}}]}']);
	}
	const data = Data.open(server.url("moved"));
	expect((await data.getByLabel("label1", "l")).items).toHaveLength(1);
	await data.close();
});

test("without credentials, a call fails at once and nothing is in doubt", async () => {
	const nothing = { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_EC2_METADATA_DISABLED: "true" };
	const env = { ...nothing, AWS_CONFIG_FILE: "/nowhere", AWS_SHARED_CREDENTIALS_FILE: "/nowhere" };
	const program = `
		const calls = [data.get("k"), data.add("k", 1)].map((call) => call.catch((error) => error.code + " " + error.message));
		for (const line of await Promise.all(calls)) say(line);
	`;
	const words = /^NO_CREDENTIALS .*AWS_ACCESS_KEY_ID.*AWS_PROFILE.*the profile 'staging'/;
	const lines = await run(`${server.url("any")}&profile=staging`, program, env);
	expect(lines).toHaveLength(2);
	for (const line of lines) expect(line).toMatch(words);
});

test("without a region, the error says where the package looked", async () => {
	const env = { AWS_REGION: "", AWS_EC2_METADATA_DISABLED: "true", AWS_CONFIG_FILE: "/nowhere", AWS_PROFILE: "mine" };
	const program = `say(await data.get("k").catch((error) => error.code + " " + error.message));`;
	const [line] = await run("dynamodb://any", program, env);
	expect(line).toMatch(/^NO_REGION .*'region=…'.*AWS_REGION.*the profile 'mine'/);
});

test("an endpoint without a scheme is refused by name, without data of the call", async () => {
	expect(() => Data.open("dynamodb://t?endpoint=localhost:8000")).toThrow(
		expect.objectContaining({ code: "INVALID_URL", message: expect.stringContaining("http://localhost:8000") }),
	);
	const program = `say(await data.set("secret:key", "secret").catch((error) => error.code + " " + error.message));`;
	const env = { AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL_DYNAMODB: "localhost:8000" };
	const [line] = await run("dynamodb://t", program, env);
	expect(line).toMatch(/^INVALID_URL .*AWS environment/);
	expect(line).not.toContain("secret");
});

test("consistent reads are requested, except by label", async () => {
	await Data.createTable(server.url("consistent"));
	const data = Data.open(server.url("consistent"));
	await data.set("c:1", 1, { label1: "l" });
	expect(await data.get("c:1", { consistent: true })).toBe(1);
	expect((await data.get("c:*", { consistent: true })).items).toHaveLength(1);
	await expect(data.getByLabel("label1", "l", { consistent: true })).rejects.toMatchObject({ code: "INVALID_OPTION" });
	await data.close();
});

test("the documented policy allows every request", async () => {
	await Data.createTable(server.url("policy"));
	const data = Data.open(server.url("policy"));
	await server.forget();
	await data.set("a:1", { x: 1 }, { label1: "l:1", ttl: 3600 });
	await data.set("a:1", { x: { $add: 1 } }, { exists: true });
	await data.set("a:2", 1, { overwrite: true });
	await data.set("gone", 1, { ttl: "2020-01-01" });
	await data.set("gone", 2, { exists: false });
	await data.set("a:2", 2, { exists: false }).catch(() => {});
	await data.add("n", 1, { idempotencyToken: "t" });
	await data.set([{ key: "b:1", value: 1 }]);
	await data.get("a:1", { consistent: true });
	await data.get(["a:1", "b:1"]);
	await data.transaction(async (tx) => {
		await tx.get(["a:1", "n"]);
		tx.set("b:1", 2);
	});
	await data.get("a:*");
	for (let label = 1; label <= 5; label++) await data.getByLabel(`label${label}`, "l:*");
	await data.scan({ label: "label2" });
	await data.scan({ segment: 0, totalSegments: 2 });
	await data.remove("a:1");
	await data.remove(["a:2", "b:1"]);
	for await (const item of data.export()) await data.import([item]);
	await data.truncate();
	const requests = await server.requests();
	await data.close();

	const policy = JSON.parse(fs.readFileSync(path.join(library, "docs", "iam-policy.json"), "utf8"));
	// tests/core/table_stream.rs compares the requests of events with the policy.
	const statements = policy.Statement.filter(({ Sid }) => !Sid.startsWith("Events"));
	const allowed = (action, resource) =>
		statements.some(
			({ Effect, Action, Resource }) =>
				Effect === "Allow" &&
				[Action].flat().includes(action) &&
				[Resource].flat().some((pattern) => pattern.replace(/^.*:table\/TABLE/, "") === resource),
		);
	const refused = requests.filter(
		({ action, table, index }) => table !== "policy" || !allowed(action, index === null ? "" : "/index/*"),
	);
	expect(refused).toEqual([]);
	const used = new Set(requests.map(({ action }) => action));
	const granted = statements.flatMap(({ Action }) => Action);
	// The policy grants nothing more, except DescribeTable, which improves error messages.
	expect([...used].sort()).toEqual(granted.filter((action) => action !== "dynamodb:DescribeTable").sort());
});
