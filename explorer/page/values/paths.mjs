// Changes of a value at a path: names of objects, numbers in lists and sets. Values are never changed in place.

import { isSet, kindOf } from "./kinds.mjs";

const IDENTIFIER = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u;

/** What is at a path; `undefined` if nothing is. */
export function valueAt(value, path) {
	return path.reduce((inner, step) => inner && childAt(inner, step), value);
}

function childAt(value, step) {
	const kind = kindOf(value);
	if (kind === "M") return Object.hasOwn(value.M, step) ? value.M[step] : undefined;
	if (kind === "L") return value.L[step];
	return isSet(kind) && step in value[kind] ? { [kind[0]]: value[kind][step] } : undefined;
}

/** The value with another one at a path. */
export const put = (value, path, inner) => change(value, path, (old, step) => replaced(old, step, inner), inner);

/** The value without what is at a path. */
export const remove = (value, path) =>
	change(value, path, (old, step) => {
		if (old.M) return { M: Object.fromEntries(Object.entries(old.M).filter(([name]) => name !== step)) };
		return spliced(old, step, 1);
	});

/** The value with an element before the one at the path of a list or set. */
export const insert = (value, path, inner) => change(value, path, (old, step) => spliced(old, step, 0, inner));

/** The value in which an attribute of an object has another name, at the same place. */
export const rename = (value, path, name) =>
	change(value, path, ({ M }, step) => {
		const entries = Object.entries(M).map(([old, inner]) => [old === step ? name : old, inner]);
		return { M: Object.fromEntries(entries) };
	});

/** The value in which an element of a list is so many places further. */
export function move(value, path, by) {
	const inner = valueAt(value, path);
	const to = [...path.slice(0, -1), path.at(-1) + by];
	return insert(remove(value, path), to, inner);
}

function change(value, path, atEnd, whole) {
	const [step, ...rest] = path;
	if (step === undefined) return whole;
	if (rest.length === 0) return atEnd(value, step);
	return replaced(value, step, change(childAt(value, step) ?? { M: {} }, rest, atEnd));
}

function replaced(value, step, inner) {
	if (value.M) return { M: { ...value.M, [step]: inner } };
	return spliced(value, step, 1, inner);
}

function spliced(value, step, removed, ...added) {
	const kind = kindOf(value);
	const elements = isSet(kind) ? added.map((element) => element[kind[0]]) : added;
	return { [kind]: value[kind].toSpliced(step, removed, ...elements) };
}

/** A path as people read it, such as `address.lines[0]`. */
export function pathText(path) {
	let text = "";
	for (const step of path) {
		if (typeof step === "number") text += `[${step}]`;
		else if (IDENTIFIER.test(step)) text += text === "" ? step : `.${step}`;
		else text += `[${JSON.stringify(step)}]`;
	}
	return text;
}
