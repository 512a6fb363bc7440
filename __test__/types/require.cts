// The package as a CommonJS module.

import ampt = require("ampt-data");

import defaultExport, {
	type Data,
	data,
	type Item,
	type Labels,
	type Page,
	type Untyped,
	type ValidationError,
} from "ampt-data";
import type { NoAny, Resolves, Same } from "./check.cjs";

interface User {
	name: string;
}

const one = ampt.data.get<User>("users:1");
const page = data.get("users:*");
const set = defaultExport.set("users:1", { name: "Jane" });
true satisfies Resolves<typeof one, User | undefined>;
true satisfies Resolves<typeof page, Page<Item<Untyped>>>;
true satisfies Resolves<typeof set, { name: string }>;
true satisfies Same<typeof defaultExport, Data>;
true satisfies Same<typeof ampt.default, Data>;
true satisfies Same<typeof ampt.Data, typeof Data>;
true satisfies Same<typeof ampt.Labels, typeof Labels>;
true satisfies Same<typeof ampt.ValidationError, typeof ValidationError>;
true satisfies Same<
	Exclude<keyof typeof ampt, "module.exports">,
	"Data" | "Labels" | "ValidationError" | "data" | "default"
>;
true satisfies NoAny<typeof ampt.data>;
ampt.Data.open("memory:") satisfies ampt.Data;
"label1" satisfies ampt.Labels;

// @ts-expect-error the module is not the handle
ampt.get("users:1");
// @ts-expect-error internal types are not exported
export type Hidden = ampt.Settable<string>;
