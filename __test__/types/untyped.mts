// Reads that name no type: any attribute can be looked at.

import { type DataError, data, type Item, type Page, type Untyped, type Value } from "ampt-data";
import type { NoAny, Same } from "./check.cjs";

const order = await data.get("orders:1");
true satisfies NoAny<typeof order>;
true satisfies Same<typeof order, Untyped | undefined>;

// Attributes, at any depth. They may be missing.
order?.status satisfies Untyped | undefined;
order?.address?.city satisfies Untyped | undefined;
const { status, total } = order ?? {};
[status, total] satisfies (Untyped | undefined)[];
if (typeof order?.address?.city === "string") order.address.city.toUpperCase();
if (typeof order?.total === "number") order.total satisfies number;
if (order?.status === "open" || order?.total === 5 || order?.closed === true || order?.by === null) order.status;
// @ts-expect-error the item may be missing
order.status;
// @ts-expect-error an attribute may be anything
order?.total + 1;
// @ts-expect-error an attribute may be anything
order?.status?.toUpperCase();

// Whole values.
if (typeof order === "string") order.toUpperCase();
if (typeof order === "number") order.toFixed();
if (typeof order === "bigint") order satisfies bigint;
if (typeof order === "boolean") order satisfies boolean;
if (order instanceof Uint8Array) order.byteLength satisfies number;
if (order instanceof Set) order.size satisfies number;
if (Array.isArray(order)) {
	order.length satisfies number;
	for (const line of order) line?.price satisfies Untyped | undefined;
	order.includes("a");
	order.indexOf(5);
}
switch (order) {
	case "open":
	case 5:
		break;
}

// It is a `Value`, and can be stored again.
order satisfies Value | undefined;
const takes = (value: Value) => value;
if (order !== undefined) takes(order);
if (order !== undefined) await data.set("copies:1", { order });
await data.set("copies:1", order, { default: 5 });

// Everywhere where a read names no type.
for (const { value } of (await data.get("orders:*")).items) value?.status satisfies Untyped | undefined;
for (const { value } of (await data.get(["orders:1"])).items) value?.status satisfies Untyped | undefined;
for (const { value } of (await data.getByLabel("label1", "open")).items) value?.status satisfies Untyped | undefined;
for (const { value } of (await data.scan()).items) value?.status satisfies Untyped | undefined;
for await (const { value } of data.iterate("orders:*")) value?.status satisfies Untyped | undefined;
for await (const { value } of data.export()) value?.status satisfies Untyped | undefined;
for await (const { value } of data.watch("orders:*")) value?.status satisfies Untyped | undefined;
data.on(
	"updated",
	({ item, previous }) => [item.value?.status, previous.value?.status] satisfies (Untyped | undefined)[],
);
(await data.add("orders:1", "total", 5)).status?.since satisfies Untyped | undefined;
await data.transaction(async (tx) => (await tx.get("orders:1"))?.status satisfies Untyped | undefined);
const describe = (error: DataError) => error.item?.value?.status satisfies Untyped | undefined;
const list = (page: Page) => page.items.map(({ value }: Item) => value?.status satisfies Untyped | undefined);

// The expected type still decides.
const count: number = (await data.get("count")) ?? 0;
const cast = (await data.get("users:1")) as { name: string };

export { cast, count, describe, list };
