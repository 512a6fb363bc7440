// The application of examples/todos, over HTTP: two servers on one store.

const { Data } = require("../..");
const { Client, eventually, freshUrl, startExample } = require("../support/examples");
const { until } = require("../support/programs");

const PASSWORD = "correct horse battery";

let url;
let one;
let two;
beforeAll(async () => {
	url = await freshUrl();
	[one, two] = await Promise.all([startServer(), startServer()]);
});

async function startServer() {
	const child = startExample("todos/server.mjs", [], url, { PORT: "0" });
	await until(child, () => child.lines.length > 0);
	return { child, origin: child.lines[0] };
}

let people = 0;
const person = () => ({ email: `person-${people++}@example.com`, name: "Jane", password: PASSWORD });

/** Somebody who has just signed up. */
async function signUp({ origin } = one) {
	const client = new Client(origin);
	const { email, name, password } = person();
	const { status, body } = await client.call("POST", "/users", { email, name, password });
	expect(status).toBe(201);
	return Object.assign(client, { user: body });
}

async function createList(client, title = "Shopping") {
	const { status, body } = await client.call("POST", "/lists", { title });
	expect(status).toBe(201);
	return body;
}

async function createTodo(client, list, fields) {
	const { status, body } = await client.call("POST", `/lists/${list.id}/todos`, fields);
	expect(status).toBe(201);
	return body;
}

const titles = ({ body }) => body.items.map(({ title }) => title);

describe("accounts", () => {
	test("signing up begins a session", async () => {
		const client = new Client(one.origin);
		const { email } = person();
		const made = await client.call("POST", "/users", {
			email: email.toUpperCase(),
			name: " Jane ",
			password: PASSWORD,
		});
		expect(made).toEqual({ status: 201, body: { id: expect.any(String), email, name: "Jane" } });
		expect(await client.call("GET", "/me")).toEqual({ status: 200, body: made.body });
	});

	test("of several people who sign up with one address at the same moment, one gets it", async () => {
		const { email, name } = person();
		const attempts = Array.from({ length: 10 }, (_, index) =>
			new Client([one, two][index % 2].origin).call("POST", "/users", { email, name, password: PASSWORD }),
		);
		const answers = await Promise.all(attempts);
		expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
		expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
		expect(answers.find(({ status }) => status === 409).body).toEqual({
			error: expect.any(String),
			attribute: "email",
		});
	});

	test("invalid input is refused, with its places", async () => {
		const client = new Client(one.origin);
		const places = async (body) => {
			const answer = await client.call("POST", "/users", body);
			expect(answer.status).toBe(400);
			return answer.body.issues.map(({ path }) => path.join("."));
		};
		expect(await places({ email: "nobody", name: "", password: PASSWORD })).toEqual(["email", "name"]);
		expect(await places({ ...person(), password: "short" })).toEqual(["password"]);
		expect(await places(undefined)).toEqual(["password"]);
		expect((await client.call("POST", "/users", "{")).status).toBe(400);
		expect((await client.call("GET", "/me")).status).toBe(401);
	});

	test("signing in needs the address, in any case, and the password", async () => {
		const { user } = await signUp();
		const client = new Client(two.origin);
		const signIn = (email, password) => client.call("POST", "/session", { email, password });
		expect((await signIn(user.email, "something else")).status).toBe(401);
		expect((await signIn("nobody@example.com", PASSWORD)).status).toBe(401);
		expect((await client.call("GET", "/me")).status).toBe(401);
		expect(await signIn(user.email.toUpperCase(), PASSWORD)).toEqual({ status: 200, body: user });
		expect((await client.call("GET", "/me")).status).toBe(200);
	});

	test("after signing out, the cookie is worth nothing at any server", async () => {
		const client = await signUp();
		const { headers } = await new Client(one.origin).fetch("POST", "/session", {
			body: { email: client.user.email, password: PASSWORD },
		});
		const [cookie] = headers.getSetCookie();
		expect(cookie).toMatch(/; HttpOnly; SameSite=Lax$/);
		const thief = () => fetch(`${two.origin}/me`, { headers: { cookie: cookie.split(";")[0] } });
		expect((await thief()).status).toBe(200);
		await fetch(`${one.origin}/session`, { method: "DELETE", headers: { cookie: cookie.split(";")[0] } });
		expect((await thief()).status).toBe(401);
		// The other session of the same user goes on.
		expect((await client.call("GET", "/me")).status).toBe(200);
	});

	test("a session ends by itself", async () => {
		const client = await signUp();
		const data = Data.open(url);
		for await (const { key, value, ttl } of data.iterate("sessions:*", { meta: true, consistent: true })) {
			if (value.user !== client.user.id) continue;
			expect(ttl - Date.now()).toBeGreaterThan(6 * 24 * 3600 * 1000);
			await data.set(key, {}, { ttl: Math.floor(Date.now() / 1000) - 1 });
		}
		await data.close();
		expect((await client.call("GET", "/me")).status).toBe(401);
	});
});

describe("lists", () => {
	test("are sorted by title, also after a change of it", async () => {
		const client = await signUp();
		const list = await createList(client, "Groceries");
		await createList(client, "Books: to read");
		await createList(client, "*<Work>|");
		const shown = async () => titles(await client.call("GET", "/lists"));
		await eventually(async () => expect(await shown()).toEqual(["*<Work>|", "Books: to read", "Groceries"]));
		const renamed = await client.call("PATCH", `/lists/${list.id}`, { title: "A list" });
		expect(renamed).toEqual({ status: 200, body: { ...list, title: "A list" } });
		await eventually(async () => expect(await shown()).toEqual(["*<Work>|", "A list", "Books: to read"]));
	});

	test("have titles that fit, in any script", async () => {
		const client = await signUp();
		for (const title of ["x".repeat(80), "語".repeat(80), "👍".repeat(40), "0"]) {
			const list = await createList(client, title);
			await eventually(async () => {
				const { body } = await client.call("GET", "/lists");
				expect(body.items).toContainEqual(list);
			});
		}
		for (const title of [undefined, null, 5, "", "  ", "x".repeat(81)]) {
			expect((await client.call("POST", "/lists", { title })).status).toBe(400);
		}
	});

	test("count their todos", async () => {
		const client = await signUp();
		const list = await createList(client);
		const counts = async () => {
			const { body } = await client.call("GET", "/lists");
			return body.items.map(({ open, done }) => ({ open, done }));
		};
		const [milk] = await Promise.all(["milk", "eggs", "tea"].map((title) => createTodo(client, list, { title })));
		await eventually(async () => expect(await counts()).toEqual([{ open: 3, done: 0 }]));
		const where = `/lists/${list.id}/todos/${milk.id}`;
		const done = await client.call("PATCH", where, { done: true });
		expect(done).toEqual({ status: 200, body: { ...milk, done: true } });
		await client.call("PATCH", where, { done: true, title: "oat milk" });
		await eventually(async () => expect(await counts()).toEqual([{ open: 2, done: 1 }]));
		const open = await client.call("GET", `/lists/${list.id}/todos?done=false`);
		expect(titles(open).sort()).toEqual(["eggs", "tea"]);
		expect((await client.call("DELETE", where)).status).toBe(204);
		expect((await client.call("DELETE", where)).status).toBe(404);
		await eventually(async () => expect(await counts()).toEqual([{ open: 2, done: 0 }]));
	});

	test("count right while two servers change the same todos", async () => {
		const client = await signUp();
		const list = await createList(client);
		const todos = await Promise.all(["a", "b", "c"].map((title) => createTodo(client, list, { title })));
		const change = ({ id }, index) => {
			const { origin } = [one, two][index % 2];
			return client.at(origin).call("PATCH", `/lists/${list.id}/todos/${id}`, { done: index % 3 === 0 });
		};
		await Promise.all(Array.from({ length: 12 }, (_, index) => change(todos[index % todos.length], index)));
		await eventually(async () => {
			const { body } = await client.call("GET", `/lists/${list.id}/todos`);
			const done = body.items.filter((todo) => todo.done).length;
			const { body: all } = await client.call("GET", "/lists");
			expect(all.items).toEqual([{ ...list, open: 3 - done, done }]);
		});
	});

	test("have pages of todos", async () => {
		const client = await signUp();
		const list = await createList(client);
		const made = await Promise.all(
			Array.from({ length: 101 }, (_, index) => createTodo(client, list, { title: `todo ${index}` })),
		);
		const page = (start) => client.call("GET", `/lists/${list.id}/todos${start ? `?start=${start}` : ""}`);
		await eventually(async () => {
			const first = await page();
			expect(first.body.items).toHaveLength(100);
			const second = await page(encodeURIComponent(first.body.start));
			expect(second.body).toEqual({ items: [expect.anything()] });
			const ids = [...first.body.items, ...second.body.items].map(({ id }) => id);
			expect(new Set(ids)).toEqual(new Set(made.map(({ id }) => id)));
		});
		expect((await page("nonsense")).status).toBe(400);
	});

	test("take their todos with them", async () => {
		const client = await signUp();
		const [list, other] = [await createList(client), await createList(client, "Other")];
		for (const each of [list, other]) await createTodo(client, each, { title: "tea", due: "2030-01-01" });
		const due = () => client.call("GET", "/due?until=2030-01-01");
		await eventually(async () => expect((await due()).body.items).toHaveLength(2));
		expect((await client.call("DELETE", `/lists/${list.id}`)).status).toBe(204);
		expect((await client.call("POST", `/lists/${list.id}/todos`, { title: "milk" })).status).toBe(404);
		await eventually(async () => {
			expect((await due()).body.items.map((todo) => todo.list)).toEqual([other.id]);
		});
	});

	test("belong to one person", async () => {
		const owner = await signUp();
		const list = await createList(owner);
		const todo = await createTodo(owner, list, { title: "tea", due: "2030-01-01" });
		const other = await signUp();
		for (const [method, where, body] of [
			["PATCH", `/lists/${list.id}`, { title: "mine" }],
			["DELETE", `/lists/${list.id}`],
			["GET", `/lists/${list.id}/todos`],
			["POST", `/lists/${list.id}/todos`, { title: "mine" }],
			["PATCH", `/lists/${list.id}/todos/${todo.id}`, { done: true }],
			["DELETE", `/lists/${list.id}/todos/${todo.id}`],
		]) {
			expect([where, (await other.call(method, where, body)).status]).toEqual([where, 404]);
			expect([where, (await new Client(one.origin).call(method, where, body)).status]).toEqual([where, 401]);
		}
		expect((await other.call("GET", "/lists")).body.items).toEqual([]);
		expect((await other.call("GET", "/due?until=2031-01-01")).body.items).toEqual([]);
		await eventually(async () => {
			expect((await owner.call("GET", `/lists/${list.id}/todos`)).body.items).toEqual([todo]);
			expect((await owner.call("GET", "/lists")).body.items).toEqual([{ ...list, open: 1 }]);
		});
	});

	test("what is not an id is not found", async () => {
		const client = await signUp();
		for (const id of ["*", ">a", "a|b", "%20", "x".repeat(300)]) {
			expect((await client.call("GET", `/lists/${id}/todos`)).status).toBe(404);
			expect((await client.call("PATCH", `/lists/${id}`, { title: "x" })).status).toBe(404);
		}
		expect((await client.call("GET", "/nothing")).status).toBe(404);
	});
});

test("what is due comes from all lists, by date, while it is open", async () => {
	const client = await signUp();
	const [home, work] = [await createList(client, "Home"), await createList(client, "Work")];
	const letter = await createTodo(client, work, { title: "letter", due: "2030-02-01" });
	await createTodo(client, home, { title: "tea", due: "2030-01-01" });
	await createTodo(client, home, { title: "garden", due: "2030-03-01" });
	await createTodo(client, home, { title: "nothing" });
	const due = async (until) => titles(await client.call("GET", `/due?until=${until}`));
	await eventually(async () => expect(await due("2030-02-01")).toEqual(["tea", "letter"]));
	const patch = (body) => client.call("PATCH", `/lists/${work.id}/todos/${letter.id}`, body);
	await patch({ due: "2029-12-31" });
	await eventually(async () => expect(await due("2030-12-31")).toEqual(["letter", "tea", "garden"]));
	await patch({ done: true });
	await eventually(async () => expect(await due("2030-12-31")).toEqual(["tea", "garden"]));
	await patch({ done: false });
	await eventually(async () => expect(await due("2030-12-31")).toEqual(["letter", "tea", "garden"]));
	expect((await patch({ due: null })).body).toEqual({ ...letter, due: null });
	await eventually(async () => expect(await due("2030-12-31")).toEqual(["tea", "garden"]));
	expect((await patch({ due: "tomorrow" })).status).toBe(400);
	expect((await client.call("GET", "/due")).status).toBe(400);
});

describe("live updates", () => {
	/** Follows a stream, and keeps the newest state of each item. */
	function follow(client) {
		const leaving = new AbortController();
		const state = new Map();
		const ended = (async () => {
			for await (const { key, value, deleted } of client.messages("/live", leaving.signal)) {
				if (deleted) state.delete(key);
				else state.set(key, value);
			}
		})();
		return { state, ended, leave: () => leaving.abort() };
	}

	const shown = ({ state }) =>
		[...state.values()].map(({ title, open, done }) => `${title} ${open ?? ""}${done}`).sort();

	test("show what is there, and what changes at another server", async () => {
		const client = await signUp();
		const list = await createList(client, "Home");
		const stranger = await signUp();
		await createList(stranger, "Secret");
		const stream = follow(client.at(two.origin));
		await eventually(async () => expect(shown(stream)).toEqual(["Home 00"]));
		const tea = await createTodo(client, list, { title: "tea" });
		await eventually(async () => expect(shown(stream)).toEqual(["Home 10", "tea false"]));
		await client.call("PATCH", `/lists/${list.id}/todos/${tea.id}`, { done: true });
		await eventually(async () => expect(shown(stream)).toEqual(["Home 01", "tea true"]));
		await client.call("DELETE", `/lists/${list.id}`);
		await eventually(async () => expect(shown(stream)).toEqual([]));
		stream.leave();
		await expect(stream.ended).rejects.toThrow("aborted");
	});

	test("need a session", async () => {
		expect((await new Client(one.origin).call("GET", "/live")).status).toBe(401);
	});

	test("do not keep a server from ending", async () => {
		const server = await startServer();
		const client = await signUp(server);
		const list = await createList(client);
		const stream = follow(client);
		await eventually(async () => expect(shown(stream)).toEqual(["Shopping 00"]));
		server.child.kill("SIGTERM");
		await stream.ended;
		expect(await server.child.ended).toEqual({ code: 0, signal: null });
		expect(server.child.errors).toBe("");
		// What was stored is there for the others.
		expect((await client.at(one.origin).call("GET", `/lists/${list.id}/todos`)).body).toEqual({ items: [] });
	});
});

test("the servers end on a signal, and had nothing to complain of", async () => {
	for (const [{ child }, signal] of [
		[one, "SIGTERM"],
		[two, "SIGINT"],
	]) {
		child.kill(signal);
		expect(await child.ended).toEqual({ code: 0, signal: null });
		expect(child.errors).toBe("");
	}
});
