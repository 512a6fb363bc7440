// Every parameter of every overload refuses a wrong type, so that none can become `any` unnoticed.

import { Data, type GetOptions, type Labels } from "ampt-data";
import type { Takes } from "./check.cjs";

type Get = Data["get"];
type GetByLabel = Data["getByLabel"];
type SetIt = Data["set"];
type AddTo = Data["add"];
type Item = { key: string; value: number };
type Perhaps = { meta: boolean };
type Wrong = { readonly wrong: symbol };

// The right arguments, so that each wrong call below is wrong for one reason.
true satisfies Takes<Get, [string, true]>;
true satisfies Takes<Get, [string, GetOptions]>;
true satisfies Takes<Get, [string, { consistent: boolean }]>;
true satisfies Takes<GetByLabel, [Labels, string, Perhaps]>;
true satisfies Takes<GetByLabel, [Labels, string, { keysOnly: true; filter: { a: 1 } }]>;
true satisfies Takes<Data["iterate"], [string, { limit: number; labels: { label1: string } }]>;
true satisfies Takes<Data["count"], [string, { filter: { a: 1 }; label: Labels }]>;
true satisfies Takes<SetIt, [string, number, Perhaps]>;
true satisfies Takes<SetIt, [Item[], Perhaps]>;
true satisfies Takes<AddTo, [string, string, number, Perhaps]>;

false satisfies Takes<Get, [Wrong]>;
false satisfies Takes<Get, [Wrong, true]>;
false satisfies Takes<Get, [Wrong, Perhaps]>;
false satisfies Takes<Get, [Wrong, GetOptions]>;
false satisfies Takes<Get, [Wrong, { limit: number }]>;
false satisfies Takes<Get, [Wrong, { label: Labels; meta: true }]>;
false satisfies Takes<Get, [Wrong, { label: Labels; meta: boolean }]>;
false satisfies Takes<Get, [string, Wrong[]]>;
false satisfies Takes<Get, [`${string}:*`, Wrong[]]>;
false satisfies Takes<Get, [string[], Wrong[]]>;
false satisfies Takes<Get, [string, { limit?: number; label?: Wrong }]>;
false satisfies Takes<Get, [string, { reverse?: Wrong }]>;
false satisfies Takes<Get, [string, { consistent: Wrong }]>;
false satisfies Takes<Get, [string, { consistent: boolean; label: Labels }]>;

false satisfies Takes<Get, [string, { filter: Wrong }]>;
false satisfies Takes<Get, [`${string}:*`, { filter: Wrong }]>;
false satisfies Takes<Get, [string, { labels: { label1: Wrong } }]>;
false satisfies Takes<Get, [string, { attributes: Wrong }]>;
false satisfies Takes<Get, [`${string}:*`, { attributes: Wrong }]>;
false satisfies Takes<Get, [string, { keysOnly: Wrong }]>;

false satisfies Takes<GetByLabel, [Wrong, string]>;
false satisfies Takes<GetByLabel, [Wrong, string, true]>;
false satisfies Takes<GetByLabel, [Wrong, string, Perhaps]>;
false satisfies Takes<GetByLabel, [Labels, Wrong]>;
false satisfies Takes<GetByLabel, [Labels, Wrong, true]>;
false satisfies Takes<GetByLabel, [Labels, Wrong, Perhaps]>;
false satisfies Takes<GetByLabel, [Labels, string, Wrong[]]>;
false satisfies Takes<GetByLabel, [Labels, string, { attributes: Wrong }]>;
false satisfies Takes<GetByLabel, [Labels, string, { keysOnly: Wrong }]>;

false satisfies Takes<Data["iterate"], [Wrong]>;
false satisfies Takes<Data["iterate"], [string, Wrong[]]>;
false satisfies Takes<Data["iterate"], [string, { filter: Wrong }]>;
false satisfies Takes<Data["iterate"], [string, { limit: Wrong }]>;
false satisfies Takes<Data["iterate"], [string, { attributes: Wrong }]>;
false satisfies Takes<Data["iterate"], [string, { keysOnly: Wrong }]>;
false satisfies Takes<Data["count"], [Wrong]>;
false satisfies Takes<Data["count"], [string, Wrong[]]>;
false satisfies Takes<Data["count"], [string, { filter: Wrong }]>;
false satisfies Takes<Data["count"], [string, { labels: { label1: Wrong } }]>;

false satisfies Takes<SetIt, [Wrong, number]>;
false satisfies Takes<SetIt, [Wrong, number, true]>;
false satisfies Takes<SetIt, [Wrong, number, Perhaps]>;
false satisfies Takes<SetIt, [string, number, Wrong[]]>;
false satisfies Takes<SetIt, [Wrong[]]>;
false satisfies Takes<SetIt, [Wrong[], true]>;
false satisfies Takes<SetIt, [Wrong[], Perhaps]>;
false satisfies Takes<SetIt, [Item[], Wrong[]]>;
false satisfies Takes<SetIt, [string, number, { idempotencyToken: Wrong }]>;

false satisfies Takes<AddTo, [Wrong, number]>;
false satisfies Takes<AddTo, [Wrong, number, true]>;
false satisfies Takes<AddTo, [Wrong, number, Perhaps]>;
false satisfies Takes<AddTo, [string, Wrong]>;
false satisfies Takes<AddTo, [string, Wrong, true]>;
false satisfies Takes<AddTo, [string, Wrong, Perhaps]>;
false satisfies Takes<AddTo, [string, number, Wrong[]]>;
false satisfies Takes<AddTo, [Wrong, string, number]>;
false satisfies Takes<AddTo, [Wrong, string, number, true]>;
false satisfies Takes<AddTo, [Wrong, string, number, Perhaps]>;
false satisfies Takes<AddTo, [string, Wrong, number]>;
false satisfies Takes<AddTo, [string, Wrong, number, true]>;
false satisfies Takes<AddTo, [string, Wrong, number, Perhaps]>;
false satisfies Takes<AddTo, [string, string, Wrong]>;
false satisfies Takes<AddTo, [string, string, Wrong, true]>;
false satisfies Takes<AddTo, [string, string, Wrong, Perhaps]>;
false satisfies Takes<AddTo, [string, string, number, Wrong[]]>;
false satisfies Takes<AddTo, [string, number, { idempotencyToken: Wrong }]>;
false satisfies Takes<AddTo, [string, string, number, { idempotencyToken: Wrong }]>;

false satisfies Takes<Data["remove"], [Wrong]>;
false satisfies Takes<Data["scan"], [Wrong[]]>;
false satisfies Takes<Data["scan"], [{ filter: Wrong }]>;
false satisfies Takes<Data["scan"], [{ attributes: Wrong }]>;
false satisfies Takes<Data["scan"], [{ keysOnly: Wrong }]>;
false satisfies Takes<Data["seed"], [Wrong]>;
false satisfies Takes<Data["seed"], [Item[], Wrong[]]>;
false satisfies Takes<Data["seed"], [Item[], { overwrite: Wrong }]>;
false satisfies Takes<Data["export"], [{ raw: Wrong }]>;
false satisfies Takes<Data["export"], [{ expression: Wrong }]>;
false satisfies Takes<Data["export"], [{ filter: Wrong }]>;
false satisfies Takes<Data["export"], [{ label: Wrong }]>;
false satisfies Takes<Data["export"], [{ labels: Wrong }]>;
false satisfies Takes<Data["export"], [{ segment: Wrong }]>;
false satisfies Takes<Data["export"], [{ start: Wrong }]>;
false satisfies Takes<Data["import"], [Wrong]>;
false satisfies Takes<(typeof Data)["open"], [Wrong]>;
false satisfies Takes<(typeof Data)["open"], [{ href: Wrong }]>;
false satisfies Takes<(typeof Data)["table"], [Wrong]>;
false satisfies Takes<(typeof Data)["createTable"], [Wrong]>;
false satisfies Takes<(typeof Data)["createTable"], [{ href: Wrong }]>;
// @ts-expect-error a URL is a string
new Data({ url: 5 });
