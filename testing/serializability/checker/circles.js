"use strict";

// Finds circles in the graph of what came before what, and names the anomaly that each shows.

/** The classes of circles, from the worst to the mildest: the kinds of edges that they have, and at most one `once`. */
const CLASSES = [
	{ anomaly: "G0", start: "ww", others: ["ww"] },
	{ anomaly: "G1c", start: "wr", others: ["ww", "wr"] },
	{ anomaly: "G-single", start: "rw", others: ["ww", "wr"] },
	{ anomaly: "G2", start: "rw", others: ["ww", "wr", "rw"] },
];

/** The worst circle of each part of the graph that has circles: first those of data alone, then those through time. */
function circlesIn(edges) {
	const untimed = circlesOf(edges, []);
	return untimed.length > 0 ? untimed : circlesOf(edges, ["time"]);
}

function circlesOf(edges, time) {
	const violations = [];
	for (const part of componentsOf(edges, ["ww", "wr", "rw", ...time])) {
		for (const { anomaly, start, others } of CLASSES) {
			const circle = shortest(edges, part, start, [...others, ...time]);
			if (circle === undefined) continue;
			violations.push({ anomaly: time.length > 0 ? `${anomaly}-realtime` : anomaly, text: textOf(circle) });
			break;
		}
	}
	return violations;
}

/** The sets of more than one node in which each node reaches each other (Tarjan's algorithm, without recursion). */
function componentsOf(edges, kinds) {
	const index = new Map();
	const low = new Map();
	const stack = [];
	const onStack = new Set();
	const components = [];
	for (const root of edges.keys()) {
		if (index.has(root)) continue;
		const calls = [];
		const enter = (node) => {
			index.set(node, index.size);
			low.set(node, index.get(node));
			stack.push(node);
			onStack.add(node);
			const followed = edges.get(node).filter(({ kind }) => kinds.includes(kind));
			calls.push({ node, rest: followed.map(({ to }) => to) });
		};
		enter(root);
		while (calls.length > 0) {
			const { node, rest } = calls.at(-1);
			const to = rest.pop();
			if (to !== undefined) {
				if (!index.has(to)) enter(to);
				else if (onStack.has(to)) low.set(node, Math.min(low.get(node), index.get(to)));
				continue;
			}
			calls.pop();
			if (calls.length > 0) low.set(calls.at(-1).node, Math.min(low.get(calls.at(-1).node), low.get(node)));
			if (low.get(node) !== index.get(node)) continue;
			const component = new Set(stack.splice(stack.indexOf(node)));
			for (const member of component) onStack.delete(member);
			if (component.size > 1) components.push(component);
		}
	}
	return components;
}

/** The shortest circle within a part that begins with an edge of one kind and goes on with others. */
function shortest(edges, part, start, others) {
	let found;
	for (const from of part) {
		for (const edge of edges.get(from)) {
			if (edge.kind !== start || !part.has(edge.to)) continue;
			const path = pathOf(edges, part, edge.to, from, others);
			if (path !== undefined && !(path.length + 1 >= found?.length)) found = [{ from, ...edge }, ...path];
		}
	}
	return found;
}

/** The shortest path from one node to another: its edges, with the node that each comes from. */
function pathOf(edges, part, from, to, kinds) {
	const came = new Map([[from, undefined]]);
	const queue = [from];
	for (const node of queue) {
		if (node === to) break;
		for (const edge of edges.get(node)) {
			if (!kinds.includes(edge.kind) || !part.has(edge.to) || came.has(edge.to)) continue;
			came.set(edge.to, { from: node, ...edge });
			queue.push(edge.to);
		}
	}
	if (!came.has(to)) return undefined;
	const path = [];
	for (let step = came.get(to); step !== undefined; step = came.get(step.from)) path.unshift(step);
	return path;
}

/** A circle as sentences. A chain of moments is one step. */
function textOf(circle) {
	const first = circle.findIndex(({ from }) => from.id !== undefined);
	const steps = [...circle.slice(first), ...circle.slice(0, first)];
	const lines = [];
	for (let at = 0; at < steps.length; at++) {
		const { from, kind, why } = steps[at];
		while (steps[at].to.id === undefined) at++;
		const said = kind === "time" ? "it ended before the other began" : why;
		lines.push(`${from.id} → ${steps[at].to.id} (${kind}: ${said})`);
	}
	return lines.join(", ");
}

module.exports = { circlesIn };
