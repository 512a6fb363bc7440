// What is stored, and under which keys and labels.
//
//   users:USER                  a user; `unique` also keeps the items users.email:ADDRESS
//   sessions:DIGEST             whose session it is; expires by itself
//   lists:LIST                  a list, and how many of its todos are open and done
//   todos:LIST:TODO             a todo
//
//   label1  lists-of-USER:TITLE   the lists of a user by title
//           due-of-USER:DATE      the open todos of a user by due date, from all lists
//   label2  owned-by-USER:ID      all lists and todos of a user, for live updates

import { data } from "ampt-data";
import { z } from "zod";

// A title is a part of a label, which has at most 256 bytes: 80 characters fit, whatever the script.
const Title = z.string().trim().min(1).max(80);

export const Email = z.email().toLowerCase();

export const users = data.collection("users", {
	schema: z.object({ id: z.uuid(), email: Email, name: z.string().trim().min(1).max(80), password: z.string() }),
	key: "id",
	unique: ["email"],
});

export const lists = data.collection("lists", {
	schema: z.object({
		id: z.uuid(),
		owner: z.uuid(),
		title: Title,
		open: z.int().default(0),
		done: z.int().default(0),
	}),
	key: "id",
	labels: { label1: "lists-of-${owner}:${title}", label2: "owned-by-${owner}:${id}" },
});

// Todos are written together with the counters of their list, and a collection writes one item at a time. So this is a
// schema alone, and lists.mjs writes with `data`.
export const Todo = z.object({
	id: z.string(),
	list: z.uuid(),
	owner: z.uuid(),
	title: Title,
	due: z.iso.date().nullish(),
	done: z.boolean(),
});

export const todoKey = (list, id) => `todos:${list}:${id}`;

/** The labels of a todo. A todo that is done is not due any more: `null` removes the label. */
export const todoLabels = ({ id, owner, due, done }) => ({
	label1: due && !done ? `due-of-${owner}:${due}` : null,
	label2: `owned-by-${owner}:${id}`,
});
