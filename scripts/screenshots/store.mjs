// The store of the pictures: the countries of the quickstart, and collections that show what the data of a shop is. What it
// says of dates and versions is always the same, so that pictures change only with the page.

import { items as countries } from "../../examples/quickstart/countries.mjs";

const CREATED = Date.parse("2026-03-02T08:15:00Z") / 1000;
const HOUR = 3600;
const CUSTOMERS = [
	"amara-okafor",
	"ben-keller",
	"carla-rossi",
	"dao-nguyen",
	"elif-yilmaz",
	"finn-larsen",
	"grace-liu",
];
const GOODS = [
	["Espresso cups, set of 6", "34.90"],
	["Wool blanket", "119.00"],
	["Desk lamp", "64.50"],
	["Notebook, dotted", "12.80"],
	["Travel mug", "27.00"],
	["Linen apron", "45.20"],
];
const STATUSES = ["paid", "paid", "shipped", "shipped", "shipped", "delivered", "delivered", "cancelled"];

/** Fills an empty store. */
export async function fill(data) {
	await data.import(dated(all()));
	const failing = data.on(
		"created:invoices:*",
		{ group: "accounting", attempts: 1, deadLetter: "failed-invoices" },
		() => {
			throw new Error("The tax office does not answer (504).");
		},
	);
	for (const number of [1041, 1042]) await data.set(`invoices:${number}`, { order: `2026:05:${number}`, net: 119 });
	await data.events.idle();
	await failing.unsubscribe?.();
}

function* all() {
	yield* countries;
	yield* customers();
	yield* orders();
	yield* sessions();
	yield { key: "settings:shop", value: { currency: "CHF", taxRate: 8.1, open: true } };
}

/** Items with a date of creation, a later one of the last change, and a version that belongs to it. */
function* dated(items) {
	let index = 0;
	for (const item of items) {
		const created = CREATED + index++ * 1_140;
		const modified = created + (index % 5) * 26 * HOUR;
		yield { created, modified, version: `${modified}.${String(index * 7_919).padStart(9, "0")}7`, ...item };
	}
}

function* customers() {
	for (const [index, name] of CUSTOMERS.entries()) {
		const [first, last] = name.split("-").map((part) => part[0].toUpperCase() + part.slice(1));
		yield {
			key: `customers:${name}`,
			value: {
				name: `${first} ${last}`,
				email: `${first.toLowerCase()}@example.com`,
				since: CREATED - index * 40 * 24 * HOUR,
				newsletter: index % 3 !== 0,
			},
			label1: `country:${["NGA", "CHE", "ITA", "VNM", "TUR", "DNK", "CHN"][index]}`,
		};
	}
}

function* orders() {
	let number = 1000;
	for (const [month, count] of Object.entries({
		"2025:11": 31,
		"2025:12": 58,
		"2026:01": 22,
		"2026:02": 27,
		"2026:03": 44,
	})) {
		for (let day = 0; day < count; day++) {
			const customer = CUSTOMERS[(number * 5) % CUSTOMERS.length];
			const [name, price] = GOODS[(number * 11) % GOODS.length];
			const amount = 1 + (number % 3);
			yield {
				key: `orders:${month}:${++number}`,
				value: {
					customer,
					status: STATUSES[number % STATUSES.length],
					total: Math.round(amount * Number(price) * 100) / 100,
					lines: [{ name, price: Number(price), amount }],
				},
				label1: `customer:${customer}`,
				label2: `status-${STATUSES[number % STATUSES.length]}:${month}`,
			};
		}
	}
}

/** Sessions expire soon, whenever the pictures are made. */
function* sessions() {
	const now = Math.floor(Date.now() / 1000);
	for (let index = 0; index < 24; index++) {
		yield {
			key: `sessions:${(index * 2_654_435_761).toString(36).padStart(8, "0")}`,
			value: { customer: CUSTOMERS[index % CUSTOMERS.length], pages: 1 + ((index * 7) % 23) },
			ttl: now + 60 * (index * index + 12),
		};
	}
}
