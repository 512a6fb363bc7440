// Lists and their todos. Everybody sees only their own.

import { randomUUID } from "node:crypto";
import { data } from "ampt-data";
import { Router } from "express";
import { z } from "zod";
import { signedIn } from "./accounts.mjs";
import { HttpError } from "./errors.mjs";
import { lists, Todo, todoKey, todoLabels } from "./model.mjs";

/** What a request may change of a todo. */
const TodoPatch = Todo.pick({ title: true, due: true, done: true }).partial();

export const routes = Router();

routes.use(["/lists", "/due"], signedIn);
for (const name of ["list", "todo"]) {
	// Ids become parts of keys, so they must not be anything else, such as an expression.
	routes.param(name, (_req, _res, next, id) => next(z.uuid().safeParse(id).success ? undefined : notFound()));
}

routes.get("/lists", async (req, res) => {
	const { start } = req.query;
	res.json(answer(await lists.getByLabel("label1", `lists-of-${req.user}:*`, { start })));
});

routes.post("/lists", async (req, res) => {
	const { title } = req.body;
	res.status(201).json(await lists.create({ id: randomUUID(), owner: req.user, title }));
});

routes.patch("/lists/:list", async (req, res) => {
	const { title } = req.body;
	// The label has the title, and follows it.
	res.json(await lists.update(req.params.list, { title }, { if: { owner: req.user } }));
});

routes.delete("/lists/:list", async (req, res) => {
	await lists.remove(req.params.list, { exists: true, if: { owner: req.user } });
	res.status(204).end();
});

// A list and its todos are too many items for one transaction, so the todos follow their list. The event is not lost when
// the process ends, and removing twice does no harm.
data.on("deleted:lists:*", ({ item }) => data.removeAll(`todos:${item.value.id}:*`));

routes.get("/lists/:list/todos", async (req, res) => {
	const list = await lists.get(req.params.list);
	if (list?.owner !== req.user) throw notFound();
	const { start, done } = req.query;
	const filter = done === undefined ? {} : { done: done === "true" };
	res.json(answer(await data.get(`todos:${list.id}:*`, { filter, start })));
});

routes.post("/lists/:list/todos", async (req, res) => {
	const { list } = req.params;
	const { title, due } = req.body;
	const todo = Todo.parse({ id: randomUUID(), list, owner: req.user, title, due, done: false });
	// Both or none, and nothing has to be read: the condition says whose list it is.
	await data.set(
		[
			{ key: todoKey(list, todo.id), value: todo, exists: false, ...todoLabels(todo) },
			{ key: `lists:${list}`, value: { open: { $add: 1 } }, if: { owner: req.user } },
		],
		{ overwrite: false, atomic: true },
	);
	res.status(201).json(todo);
});

routes.patch("/lists/:list/todos/:todo", async (req, res) => {
	const { list, todo } = req.params;
	const patch = TodoPatch.parse(req.body);
	// What to count depends on what is stored, so this reads. If somebody changes the todo meanwhile, it runs again.
	const after = await data.transaction(async (tx) => {
		const before = await ownTodo(tx, req);
		const after = Todo.parse({ ...before, ...patch });
		tx.set(todoKey(list, todo), after, { overwrite: true, ...todoLabels(after) });
		if (after.done !== before.done) count(tx, list, after.done ? { open: -1, done: 1 } : { open: 1, done: -1 });
		return after;
	});
	res.json(after);
});

routes.delete("/lists/:list/todos/:todo", async (req, res) => {
	const { list, todo } = req.params;
	await data.transaction(async (tx) => {
		const before = await ownTodo(tx, req);
		tx.remove(todoKey(list, todo));
		count(tx, list, before.done ? { done: -1 } : { open: -1 });
	});
	res.status(204).end();
});

/** What is due up to a day, from all lists. Todos that are done, and those without a date, do not have the label. */
routes.get("/due", async (req, res) => {
	const until = z.iso.date().parse(req.query.until);
	const { start } = req.query;
	res.json(answer(await data.getByLabel("label1", `due-of-${req.user}:<=${until}`, { start })));
});

async function ownTodo(tx, { params: { list, todo }, user }) {
	const found = await tx.get(todoKey(list, todo));
	if (found?.owner !== user) throw notFound();
	return found;
}

/** Adds to the counters of a list. They are not in its labels, so this may bypass the collection. */
function count(tx, list, { open = 0, done = 0 }) {
	tx.set(`lists:${list}`, { open: { $add: open }, done: { $add: done } }, { exists: true });
}

/** A page for the client, which asks for the next one with `start`. */
function answer({ items, lastKey }) {
	return { items: items.map(({ value }) => value), start: lastKey };
}

function notFound() {
	return new HttpError(404, "There is no such item.");
}
