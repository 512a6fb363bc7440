"use strict";

// Passwords of endpoints are in no answer, however they are spelled: people forget to escape them.

const fc = require("fast-check");
const { openExplorer } = require("../support/explorer");
const { load } = require("../support/modules");
const { run: runProperty } = require("../support/random");
const { freshStore } = require("../support/store");

const { shownEndpoint, withoutCredentials } = load("transfer/credentials.mjs");
const { placeOf } = load("explorer/server/place.mjs");

/** Passwords of which any part is recognized: each piece between the signs that separate has one of these words. */
const WORDS = ["hunter", "sesame", "tiger"];
const sign = fc.constantFrom(..."/&\\ ?#%@:=+;,é", "%2F", "%40", "//", "&endpoint=", "&region=");
const password = fc
	.array(fc.tuple(fc.constantFrom(...WORDS), fc.array(sign, { maxLength: 2 })), { minLength: 1, maxLength: 4 })
	.map((parts) => parts.map(([word, signs]) => word + signs.join("")).join(""));
const endpoint = fc
	.tuple(fc.constantFrom("http://", "https://", "http:", "http:\\\\", ""), fc.constantFrom("", "user:"), password)
	.map(([scheme, user, secret]) => `${scheme}${user}${secret}@127.0.0.1:1`);
const escaped = (text) => [text, encodeURIComponent(text), encodeURIComponent(encodeURIComponent(text))];
const secrets = new RegExp(WORDS.join("|"));

test("what is shown of an endpoint is its host", async () => {
	await runProperty(
		fc.property(endpoint, (text) => {
			for (const spelled of escaped(text)) expect(shownEndpoint(spelled)).not.toMatch(secrets);
			expect(shownEndpoint(text)).toMatch(/^(?:https?:\/\/)?127\.0\.0\.1:1$/);
			const place = placeOf("dynamodb://orders", { AWS_ENDPOINT_URL: text });
			expect(JSON.stringify(place)).not.toMatch(secrets);
		}),
	);
	expect(shownEndpoint("https://vpce-1.amazonaws.com")).toBe("https://vpce-1.amazonaws.com");
});

test("a message loses the passwords of its URLs, and keeps keys with an @", async () => {
	const known = endpoint.filter((text) => /^https?:\/\/|^http:\\/.test(text));
	await runProperty(
		fc.property(known, (text) => {
			for (const spelled of [text, encodeURIComponent(text)]) {
				const message = withoutCredentials(`There is no answer from '${spelled}' about 'users:jane@example.com'.`);
				expect(message).not.toMatch(secrets);
				expect(message).toContain("'users:jane@example.com'");
			}
		}),
	);
});

test("a copy to such an endpoint is refused before anything is sent, and the answer has nothing of it", async () => {
	const page = await openExplorer({ data: await freshStore(), store: "file:./nowhere", readOnly: false });
	await runProperty(
		fc.asyncProperty(endpoint, fc.boolean(), async (text, dryRun) => {
			for (const spelled of escaped(text)) {
				for (const to of [`dynamodb://t?region=eu-west-1&endpoint=${spelled}`, `dynamodb://${spelled}/t`]) {
					const answer = await page.call("POST", "/api/jobs", { body: { kind: "copy", to, mode: "always", dryRun } });
					expect([answer.status, answer.body.error.code]).toEqual([400, "INVALID_URL"]);
					expect(answer.text).not.toMatch(secrets);
				}
			}
		}),
		{ numRuns: 40 },
	);
});

test("a store of such a URL has no explorer", async () => {
	await runProperty(
		fc.property(endpoint, (text) => {
			for (const spelled of escaped(text)) {
				expect(() => placeOf(`dynamodb://t?endpoint=${spelled}`)).toThrow(TypeError);
				expect(() => placeOf(`dynamodb://t?endpoint=${spelled}`)).not.toThrow(secrets);
			}
		}),
	);
});
