"use strict";

const fc = require("fast-check");
const { load } = require("../support/modules.js");

const { expiryOf, spanTo } = load("explorer/page/bulk/expiry.mjs");
const { PIECE, upload } = load("explorer/page/bulk/upload.mjs");
const { isWhole, wordsOf } = load("explorer/page/bulk/selection.mjs");

describe("when items expire", () => {
	const now = new Date("2026-11-26T12:00:00").getTime();
	const in_ = (text) => expiryOf(text, now).seconds - now / 1000;

	test("spans are from now on", () => {
		expect(["90m", "12h", "7d", " 2W "].map(in_)).toEqual([5400, 43_200, 604_800, 1_209_600]);
	});

	test("dates are those of the reader", () => {
		expect(in_("2026-11-27")).toBe(12 * 3600);
		expect(in_("2026-11-26 12:01")).toBe(60);
		expect(in_("2026-11-26T12:00:30")).toBe(30);
	});

	test.each(["", "soon", "7", "7 y", "2026-02-31", "2027-02-30 10:00", "2026-13-01", "2026-12-01 25:00"])(
		"'%s' is no time",
		(text) => {
			expect(expiryOf(text, now)).toEqual({ error: expect.stringContaining("Write a span") });
		},
	);

	test("seconds that pass while somebody reads are not shown", () => {
		expect(spanTo(expiryOf("7d", now).seconds, now + 3000)).toBe("7 d");
		expect(spanTo(expiryOf("1m", now).seconds, now + 3000)).toBe("57 s");
	});

	test("what is later than the store takes is refused", () => {
		expect(in_("2999-12-30")).toBeGreaterThan(0);
		for (const text of ["3000-01-03", "9999-12-31", "99999w"]) {
			expect(expiryOf(text, now)).toEqual({ error: expect.stringContaining("3000") });
		}
	});

	test("what is past is refused", () => {
		for (const text of ["0m", "2026-11-26", "2026-11-26 12:00"]) {
			expect(expiryOf(text, now)).toEqual({ error: expect.stringContaining("in the past") });
		}
	});
});

describe("an upload", () => {
	/** Takes pieces as the server does. */
	function server() {
		const pieces = [];
		const post = async (path, body) => {
			if (path === "uploads") return { id: "7" };
			pieces.push(body);
			return undefined;
		};
		return { pieces, post };
	}

	const fileOf = (bytes) => Object.assign(new Blob([bytes]), { name: "backup.ndjson" });

	test("arrives as it was, whatever its size", async () => {
		const sizes = fc.constantFrom(0, 1, 2, 3, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE);
		await fc.assert(
			fc.asyncProperty(sizes, fc.nat(), async (size, seed) => {
				const bytes = Buffer.from(Array.from({ length: size }, (_, index) => (index * 7 + seed) % 256));
				const { pieces, post } = server();
				expect(await upload(fileOf(bytes), { post })).toBe("7");
				expect(pieces.map(({ last }) => last)).toEqual(pieces.map((_, index) => index === pieces.length - 1));
				expect(Buffer.concat(pieces.map(({ base64 }) => Buffer.from(base64, "base64"))).equals(bytes)).toBe(true);
			}),
			{ numRuns: 12 },
		);
	});

	test("tells how far it is, and ends with what the server refuses", async () => {
		const seen = [];
		const { post } = server();
		const bytes = Buffer.alloc(2 * PIECE + 5);
		await upload(fileOf(bytes), { post, onProgress: (sent) => seen.push(sent) });
		expect(seen).toEqual([PIECE, 2 * PIECE, bytes.length]);
		const refusing = async () => {
			throw new Error("The file has more than 4 GB.");
		};
		await expect(upload(fileOf(bytes), { post: refusing })).rejects.toThrow("more than 4 GB");
	});
});

test("a dialog says which items it is about", () => {
	expect(wordsOf({ keys: ["users:ada"] })).toEqual({ words: "the item", query: "users:ada" });
	expect(wordsOf({ keys: Array(1200).fill("k") })).toEqual({ words: "the 1,200 selected items" });
	expect(wordsOf({ query: {} })).toEqual({ words: "all items of the store" });
	expect(wordsOf({ query: { expression: "users:*" } })).toEqual({ words: "all items of the query", query: "users:*" });
});

test("only a query without any part is about the whole store", () => {
	expect(isWhole({ query: {} })).toBe(true);
	expect(isWhole({ query: { filter: { a: 1 } } })).toBe(false);
	expect(isWhole({ keys: [] })).toBe(false);
});
