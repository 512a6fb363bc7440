"use strict";

// Attribute names that JavaScript, this package or one of its libraries interprets.

module.exports.NAMES = [
	// JavaScript.
	...[
		"constructor",
		"__proto__",
		"prototype",
		"length",
		"name",
		"then",
		"toJSON",
		"toString",
		"valueOf",
		"next",
		"size",
	],
	...["hasOwnProperty", "buffer", "byteLength", "message", "stack", "code"],
	// serde_json (features `arbitrary_precision` and `raw_value`), toml and other formats of serde.
	...["$serde_json::private::Number", "$serde_json::private::RawValue"],
	...["$__toml_private_datetime", "$__toml_private_Datetime", "$__serde_spanned_private_value"],
	// DynamoDB, the table's schema, and the texts of this package.
	...[
		"S",
		"N",
		"B",
		"SS",
		"NS",
		"BS",
		"M",
		"L",
		"BOOL",
		"NULL",
		"pk",
		"sk",
		"val",
		"kv",
		"ct",
		"md",
		"ttl",
		"_",
		"pk1",
	],
	...[
		"\0B",
		"\0N",
		"\0U",
		"\0SS",
		"\0\0",
		"key",
		"value",
		"default",
		"items",
		"lastKey",
		"overwrite",
		"#",
		":",
		"a.b",
		"a b",
	],
];
