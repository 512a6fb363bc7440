"use strict";

// Queries: what they find, where they are wrong, what they are elsewhere, and how they are gone back from.

const { execFileSync } = require("node:child_process");
const os = require("node:os");
const { ampt, freshUrl } = require("../support/command-line");
const { onDynamo } = require("../support/store");
const { becomes, open } = require("./explorer");
const { place, query, shownKeys, total } = require("./look");

/** Users of which every second one is in a team. Ages are 20, 21, 22… */
async function seeded() {
	const { url, data } = await freshUrl();
	const names = ["amy", "bob", "cleo", "dan", "eve", "finn"];
	for (const [index, name] of names.entries()) {
		const labels = index % 2 === 0 ? { label1: `team:${name}` } : {};
		await data.set(`users:${name}`, { age: 20 + index, admin: name === "eve" }, labels);
	}
	await data.set("orders:1", { total: 3 });
	return { url, data };
}

const users = (...names) => names.map((name) => `users:${name}`);

test.each([
	["users:c*", users("cleo")],
	["users:>=d", users("dan", "eve", "finn")],
	["users:bob|dan", users("bob", "cleo", "dan")],
	["users:eve", users("eve")],
	["users:* reverse", users("finn", "eve", "dan", "cleo", "bob", "amy")],
	["label1:team:*", users("amy", "cleo", "eve")],
	["label1:team:* reverse", users("eve", "cleo", "amy")],
	["users:* label1=team:c*", users("cleo")],
	["users:* where { age: { $gt: 22 }, admin: false }", users("dan", "finn")],
	['users:* where {"age":{"$lte":20}}', users("amy")],
	["nobody:*", []],
])("'%s' finds what it says", async (text, keys) => {
	const { url } = await seeded();
	const page = await open(url, { at: { q: "orders:*" } });
	await becomes(() => shownKeys(page), ["orders:1"]);
	await query(page, text);
	if (keys.length > 0) await becomes(() => shownKeys(page), keys);
	else await page.getByText("The query selects nothing").waitFor();
	expect(place(page)).toEqual({ q: text });
});

test("a mistake is shown where it is, and nothing is asked of the store", async () => {
	const { url } = await seeded();
	const page = await open(url, { at: { q: "users:*" } });
	await total(page, "6 items");
	const asked = [];
	page.on("request", (request) => asked.push(request.url()));
	await query(page, "users:* wher { age: 1 }");
	await page.getByRole("alert").filter({ hasText: "This cannot stand here" }).waitFor();
	expect(await page.locator(".query-text mark").textContent()).toMatch(/^wher/);
	expect(await page.getByRole("button", { name: "Run" }).isDisabled()).toBe(true);
	expect(place(page)).toEqual({ q: "users:*" });
	// The list itself may read its rows anew, once it listens to changes.
	expect(asked.filter((address) => /\/api\/.*(?:filter|wher)/.test(address))).toEqual([]);
});

test("back, forward and a reload show the query and the item that were there", async () => {
	const { url } = await seeded();
	const page = await open(url, { at: { q: "users:*" } });
	await total(page, "6 items");
	await query(page, "users:>=e");
	await becomes(() => shownKeys(page), users("eve", "finn"));
	await page.locator(".grid-body [role=row]", { hasText: "finn" }).click();
	await page.locator(".item-panel").waitFor();
	await page.goBack();
	await page.locator(".item-panel").waitFor({ state: "detached" });
	await page.goBack();
	await total(page, "6 items");
	expect(await page.getByLabel("Query", { exact: true }).inputValue()).toBe("users:*");
	await page.goForward();
	await page.goForward();
	await page.getByRole("complementary", { name: "Item users:finn" }).waitFor();
	await page.reload();
	await page.getByRole("complementary", { name: "Item users:finn" }).waitFor();
	await becomes(() => shownKeys(page), users("eve", "finn"));
	expect(await page.getByLabel("Query", { exact: true }).inputValue()).toBe("users:>=e");
});

test("a query is copied as JavaScript and as a command", async () => {
	const { url, data } = await seeded();
	const text = "users:* where { age: { $gt: 22 } } reverse";
	const page = await open(url, { at: { q: text }, permissions: ["clipboard-read", "clipboard-write"] });
	const copied = async (entry) => {
		await page.locator(".items-toolbar").getByRole("button", { name: "Actions" }).click();
		await page.getByRole("menuitem", { name: entry }).click();
		return page.evaluate(() => navigator.clipboard.readText());
	};
	expect(await copied("Copy as JavaScript")).toBe(
		'await data.get("users:*", { filter: { age: { $gt: 22 } }, reverse: true });',
	);
	const command = await copied("Copy as command line");
	expect(command).toMatch(/^npx ampt-data query 'users:\*' --url .+ --filter '{"age":{"\$gt":22}}' --reverse$/);
	// It finds the store wherever it is pasted.
	const words = execFileSync("sh", ["-c", `npx() { printf '%s\\0' "$@"; }; ${command}`], { encoding: "utf8" });
	const { out } = await ampt([...words.split("\0").slice(1, -1), "--json"], { cwd: os.tmpdir() });
	const { items } = await data.get("users:*", { filter: { age: { $gt: 22 } }, reverse: true });
	expect(
		out
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line).key),
	).toEqual(items.map(({ key }) => key));
});

test("what is typed is completed with the store's own names", async () => {
	const { url } = await seeded();
	const page = await open(url, { at: { q: "users:*" } });
	await total(page, "6 items");
	if (onDynamo) {
		await page.getByRole("button", { name: "Scan the table" }).click();
		await page.getByRole("treeitem", { name: /users/ }).waitFor();
	}
	const field = page.getByLabel("Query", { exact: true });
	await field.fill("");
	await field.pressSequentially("or");
	await page.getByRole("option", { name: /orders:/ }).waitFor();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	expect(await field.inputValue()).toMatch(/^orders:/);
	await field.fill("");
	await field.pressSequentially("users:* where { a");
	await page.getByRole("option", { name: /^age/ }).waitFor();
});

test("columns are chosen, and remembered for the collection", async () => {
	const { url } = await seeded();
	const page = await open(url, { at: { q: "users:*" } });
	const heads = () => page.locator(".head-cell button").allTextContents();
	await total(page, "6 items");
	expect(await heads()).toEqual(expect.arrayContaining(["key", "age", "admin"]));
	await page.getByRole("button", { name: "Columns" }).click();
	await page.getByRole("menuitemcheckbox", { name: "admin" }).click();
	await page.keyboard.press("Escape");
	await page.reload();
	await total(page, "6 items");
	expect(await heads()).toContain("age");
	expect(await heads()).not.toContain("admin");
	await page.locator(".head-cell button", { hasText: "age" }).click();
	await becomes(async () => (await shownKeys(page))[0], "users:amy");
	await page.locator(".head-cell button", { hasText: "age" }).click();
	await becomes(() => shownKeys(page), users("finn", "eve", "dan", "cleo", "bob", "amy"));
});
