// An application that declares every `string` to be a complete key.

import { data, type Item, type ItemWithMeta, type Page } from "ampt-data";
import type { Resolves } from "../check.cjs";

declare module "ampt-data" {
	interface TypeSettings {
		stringKeys: "complete";
	}
}

interface User {
	name: string;
}
declare const key: string;

const user = data.get<User>(key);
const withMeta = data.get<User>(key, true);
const part = data.get<User, "name">(key, { attributes: ["name"] });
const page = data.get<User>("users:*");
const limited = data.get<User>(key, { limit: 5 });
true satisfies Resolves<typeof user, User | undefined>;
true satisfies Resolves<typeof withMeta, ItemWithMeta<User> | undefined>;
true satisfies Resolves<typeof part, Pick<User, "name"> | undefined>;
true satisfies Resolves<typeof page, Page<Item<User>>>;
true satisfies Resolves<typeof limited, Page<Item<User>>>;

export async function cached<T>(key: string, make: () => T): Promise<T> {
	return (await data.get<T>(key)) ?? data.set<T>(key, make());
}
