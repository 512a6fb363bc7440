// Collections with the schemas of libraries, whose own types need more of the platform than ours do.

import { data, type Item, type SchemaInput, type SchemaValue } from "ampt-data";
import * as v from "valibot";
import { z } from "zod";
import type { Resolves, Same } from "../check.cjs";

interface User {
	id: string;
	email: string;
	team: "core" | "ops";
	visits: number;
	nick?: string | undefined;
	born?: string | undefined;
	note: string | null;
}
interface NewUser {
	id: string;
	email: string;
	team: "core" | "ops";
	visits?: number | undefined;
	nick?: string | undefined;
	born?: Date | undefined;
	note: string | null;
}

const zod = z.object({
	id: z.string(),
	email: z.email(),
	team: z.enum(["core", "ops"]),
	visits: z.number().default(0),
	nick: z.string().optional(),
	born: z.date().optional(),
	note: z.string().nullable(),
});
true satisfies Same<SchemaValue<typeof zod>, User>;
true satisfies Same<SchemaInput<typeof zod>, NewUser>;

const valibot = v.object({
	id: v.string(),
	email: v.pipe(v.string(), v.email()),
	team: v.picklist(["core", "ops"]),
	visits: v.optional(v.number(), 0),
	nick: v.optional(v.string()),
	born: v.optional(v.date()),
	note: v.nullable(v.string()),
});
true satisfies Same<SchemaValue<typeof valibot>, User>;
true satisfies Same<SchemaInput<typeof valibot>, NewUser>;

const users = data.collection("users", {
	schema: zod,
	key: "id",
	labels: { label1: "team-${team}:${id}", label2: ({ born }) => born && `born:${born}` },
	unique: ["email"],
});
const others = data.collection("others", {
	schema: valibot,
	key: ({ id }) => id,
	labels: { label1: "team-${team}:${id}" },
	unique: ["email"],
});
for (const collection of [users, others]) {
	const created = collection.create({ id: "jane", email: "e", team: "core", born: new Date(), note: null });
	const updated = collection.update("jane", { team: "ops", nick: undefined });
	const several = collection.get(["jane"]);
	const found = collection.getBy("email", "e");
	true satisfies Resolves<typeof created, User>;
	true satisfies Resolves<typeof updated, User>;
	true satisfies Resolves<typeof several, { items: Item<User>[]; unreadable?: { key?: string; message: string }[] }>;
	true satisfies Resolves<typeof found, User | undefined>;
}

// @ts-expect-error there is no such team
users.update("jane", { team: "sales" });
// @ts-expect-error there is no such team
others.update("jane", { team: "sales" });
// @ts-expect-error a user has no such attribute
data.collection("users", { schema: zod, key: "id", labels: { label1: "team-${taem}:${id}" } });

// A key of a type of its own.
const Id = z.string().brand<"OrderId">();
const orders = data.collection("orders", { schema: z.object({ id: Id, total: z.number() }), key: "id" });
orders.get(Id.parse("1"));
// @ts-expect-error a string is no id of an order
orders.get("1");

// Values of several kinds.
const shape = z.discriminatedUnion("kind", [
	z.object({ id: z.string(), kind: z.literal("circle"), radius: z.number() }),
	z.object({ id: z.string(), kind: z.literal("square"), side: z.number() }),
]);
const shapes = data.collection("shapes", { schema: shape, key: "id", labels: { label1: "${kind}:${id}" } });
const drawn = await shapes.get("a");
if (drawn?.kind === "circle") drawn.radius satisfies number;
