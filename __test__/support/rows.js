"use strict";

// Random rows of the table, with all that a store can hold.

const fc = require("fast-check");

/** Names that formats may mistake for something else. */
const NAMES = [
	"$set",
	"$$set",
	"$bytes",
	"$bigint",
	"$bigint ",
	"__proto__",
	"key",
	"value",
	"key:json",
	"a:",
	"",
	" a",
	"\0N",
	"toString",
	"isLosslessNumber",
	"format",
];
const TEXTS = [
	"",
	" ",
	"\r",
	"\n",
	"\r\n",
	'"',
	",",
	"=1+1",
	"null",
	"true",
	"1",
	"\ufeff",
	"\u2028",
	"é🚀",
	"{",
	"0x1",
	"\\",
	"1234567890123456789",
];

const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: "binary", maxLength: 12 }));
const name = fc
	.oneof(fc.constantFrom(...NAMES), fc.string({ unit: "binary", maxLength: 5 }))
	.filter((given) => given.length < 100);
const innerName = name.filter((given) => given !== "");
const digits = (most) => fc.stringMatching(new RegExp(`^[1-9][0-9]{0,${most - 1}}$`));
const number = fc.oneof(
	fc.integer().map(String),
	fc
		.double({ noNaN: true, min: -9e15, max: 9e15 })
		.filter((n) => n === 0 || Math.abs(n) > 1e-100)
		.map((n) => String(n === 0 ? 0 : n)),
	digits(38),
	fc
		.tuple(fc.constantFrom("", "-"), digits(19), digits(18), fc.constantFrom("1"))
		.map(([sign, whole, rest, last]) => `${sign}${whole}.${rest}${last}`),
	fc.constantFrom(
		"1e-130",
		"9.9e125",
		"-1e30",
		"9007199254740991",
		"9007199254740992",
		"9007199254740993",
		"0.1",
		"0.10000000000000000555",
	),
);
const bytes = fc.uint8Array({ minLength: 1, maxLength: 9 }).map((given) => Buffer.from(given).toString("base64"));
const setOf = (elements) => fc.uniqueArray(elements, { minLength: 1, maxLength: 4 });
const numbers = fc.uniqueArray(fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }).map(String), {
	minLength: 1,
	maxLength: 4,
});

const { attribute } = fc.letrec((tie) => ({
	attribute: fc.oneof(
		{ depthSize: "small" },
		text.map((S) => ({ S })),
		number.map((N) => ({ N })),
		fc.boolean().map((BOOL) => ({ BOOL })),
		fc.constant({ NULL: true }),
		bytes.map((B) => ({ B })),
		setOf(text.filter((given) => given !== "")).map((SS) => ({ SS })),
		numbers.map((NS) => ({ NS })),
		setOf(bytes).map((BS) => ({ BS })),
		fc.array(tie("attribute"), { maxLength: 3 }).map((L) => ({ L })),
		fc
			.array(fc.tuple(innerName, tie("attribute")), { maxLength: 3 })
			.map((entries) => ({ M: Object.fromEntries(entries) })),
	),
}));

/** Attribute values that plain JSON holds. */
const { plain } = fc.letrec((tie) => ({
	plain: fc.oneof(
		{ depthSize: "small" },
		text.map((S) => ({ S })),
		number.map((N) => ({ N })),
		fc.boolean().map((BOOL) => ({ BOOL })),
		fc.constant({ NULL: true }),
		fc.array(tie("plain"), { maxLength: 3 }).map((L) => ({ L })),
		fc
			.array(fc.tuple(innerName, tie("plain")), { maxLength: 3 })
			.map((entries) => ({ M: Object.fromEntries(entries) })),
	),
}));

const part = fc.stringMatching(/^[a-zé🚀."',{-]{1,9}$/u);
const second = fc.integer({ min: 1_000_000_000, max: 2_000_000_000 });

function keyed(number, collection, rest) {
	const key = { [`pk${number}`]: { S: collection }, [`sk${number}`]: { S: rest ?? "0" } };
	return rest === null ? { ...key, [`kv${number}`]: { BOOL: true } } : key;
}
const key = (number) => fc.tuple(part, fc.option(part)).map(([collection, rest]) => keyed(number, collection, rest));

/** A row whose values are made of these attribute values. */
const rowOf = (values) =>
	fc
		.record({
			key: key(""),
			labels: fc.subarray([1, 2, 3, 4, 5]).chain((numbers) => fc.tuple(...numbers.map(key))),
			value: fc.oneof(
				values.filter((given) => given.M === undefined).map((val) => ({ val })),
				fc
					.array(fc.tuple(name, values), { maxLength: 4 })
					.map((entries) => Object.fromEntries(entries.map(([n, v]) => [`_${n}`, v]))),
			),
			ct: second,
			md: fc.tuple(second, fc.stringMatching(/^[0-9]{0,20}[1-9]$/)),
			ttl: fc.option(fc.integer({ min: 3_000_000_000, max: 200_000_000_000 })),
		})
		.map(({ key, labels, value, ct, md, ttl }) => ({
			...key,
			...Object.assign({}, ...labels),
			...value,
			ct: { N: String(ct) },
			md: { N: md.join(".") },
			...(ttl !== null && { ttl: { N: String(ttl) } }),
		}));

module.exports = { plainRow: rowOf(plain), row: rowOf(attribute) };
