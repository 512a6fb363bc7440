"use strict";

// Names of attributes that mean something to JavaScript, to this package, or to a library that it is built on.

module.exports.NAMES = [
	// To JavaScript.
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
	// To serde_json (features `arbitrary_precision` and `raw_value`), to toml and to serde's other formats.
	...["$serde_json::private::Number", "$serde_json::private::RawValue"],
	...["$__toml_private_datetime", "$__toml_private_Datetime", "$__serde_spanned_private_value"],
	// To DynamoDB, to the schema of the table, and to what this package writes into texts.
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
