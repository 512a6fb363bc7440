// Functions and classes that are generic in the type of the value.

import {
	type Data,
	data,
	type ItemWithVersion,
	type Match,
	type NumberName,
	type Patch,
	type UpdateItem,
} from "ampt-data";
import type { Same } from "./check.cjs";

class Repository<T extends object> {
	constructor(
		readonly store: Data,
		readonly collection: string,
	) {}

	get(name: string): Promise<T | undefined> {
		return this.store.get<T>(`${this.collection}:${name}`);
	}
	create(name: string, value: T): Promise<T> {
		return this.store.set<T>(`${this.collection}:${name}`, value, { exists: false });
	}
	update(name: string, patch: Patch<T>): Promise<T> {
		return this.store.set<T>(`${this.collection}:${name}`, patch, { exists: true });
	}
	merge(name: string, part: Partial<T>): Promise<T> {
		return this.store.set<T>(`${this.collection}:${name}`, part, { exists: true });
	}
	mergeOn(name: string, part: Partial<T>, version: string): Promise<ItemWithVersion<T>> {
		return this.store.set<T>(`${this.collection}:${name}`, { ...part }, { version });
	}
	async mergeAll(parts: Record<string, Partial<T>>): Promise<number> {
		const items = Object.entries(parts).map(([name, value]) => ({ key: `${this.collection}:${name}`, value }));
		return (await this.store.set<T>(items, { overwrite: false })).items.length;
	}
	mergeTogether(name: string, part: Partial<T>): Promise<void> {
		return this.store.transaction((tx) => tx.set<T>(`${this.collection}:${name}`, part));
	}
	updateOn(name: string, patch: Patch<T>, version: string): Promise<ItemWithVersion<T>> {
		return this.store.set<T>(`${this.collection}:${name}`, patch, { version });
	}
	updateIf(name: string, patch: Patch<T>, condition: Match<T>): Promise<T> {
		return this.store.set<T>(`${this.collection}:${name}`, patch, { if: condition });
	}
	add(name: string, attribute: NumberName<T>, n: number): Promise<T> {
		return this.store.add<T>(`${this.collection}:${name}`, attribute, n);
	}
	async updateAll(items: UpdateItem<T>[]): Promise<T[]> {
		const { items: written } = await this.store.set<T>(items, { overwrite: false });
		return written.map(({ value }) => value);
	}
	async updateEach(names: string[], patch: Patch<T>): Promise<number> {
		const items = names.map((name) => ({ key: `${this.collection}:${name}`, value: patch, exists: true }));
		const { refused = [] } = await this.store.set<T>(items, { overwrite: false });
		return refused.length;
	}
	async removeAll(filter: Match<T>): Promise<number> {
		return (await this.store.removeAll<T>(`${this.collection}:*`, { filter })).removed;
	}
	transfer(from: string, to: string, attribute: NumberName<T>, n: number): Promise<void> {
		return this.store.transaction((tx) => {
			tx.add<T>(from, attribute, -n);
			tx.add<T>(to, attribute, n);
		});
	}
}

interface User {
	name: string;
	visits: number;
	tags?: string[];
}
const users = new Repository<User>(data, "users");
true satisfies Same<Awaited<ReturnType<typeof users.update>>, User>;
await users.update("jane", { visits: { $add: 1 }, tags: { $append: ["new"] } });
await users.add("jane", "visits", 1);
await users.updateEach(["jane"], { tags: null });
await users.removeAll({ visits: 0 });
// @ts-expect-error a name is no number
await users.add("jane", "name", 1);
// @ts-expect-error a user has no such attribute
await users.update("jane", { age: 5 });
await users.merge("jane", { visits: 5 });
await data.set<User>("users:jane", {} as Partial<User>);
// @ts-expect-error visits are a number
await users.merge("jane", { visits: "5" });
// @ts-expect-error a single value has no parts
await data.set<Set<string>>("tags", {});
// @ts-expect-error a single value has no parts
await data.set<string[]>("tags", { length: 1 });
