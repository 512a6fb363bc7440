"use strict";

// Documentation: the `ttl` option of "Setting items".

const { freshStore } = require("../support/store");
const { expected } = require("../support/golden");

let data;

beforeEach(async () => {
	data = await freshStore();
});

/** The expiry of an item that was set with this `ttl`. */
async function expiryOf(ttl) {
	const written = await data.set("foo", "bar", { ttl, meta: true });
	// An item of one second may have expired by now.
	if (ttl !== 1) expect((await data.get("foo", { meta: true })).ttl).toStrictEqual(written.ttl);
	return written.ttl;
}

describe("integers", () => {
	test.each([1, 3600, 86_400, 315_359_999])("%i is less than ten years, so it is added to now", async (ttl) => {
		expect(await expiryOf(ttl)).toEqual(expected({ $date: `now+${ttl}` }));
	});

	test.each([4_102_444_800, 5_000_000_000])("%i is in the future as an epoch, so it is an epoch", async (ttl) => {
		expect(await expiryOf(ttl)).toStrictEqual(new Date(ttl * 1000));
	});

	test("an epoch within the next hour is an epoch", async () => {
		const epoch = Math.floor(Date.now() / 1000) + 3600;

		expect(await expiryOf(epoch)).toStrictEqual(new Date(epoch * 1000));
	});

	test.each([10, 3600, 10 * 365 * 86_400])("an epoch %i s ago has expired", async (ago) => {
		const epoch = Math.floor(Date.now() / 1000) - ago;

		const { ttl } = await data.set("foo", "bar", { ttl: epoch, meta: true });
		expect(ttl).toStrictEqual(new Date(epoch * 1000));
		expect(await data.get("foo")).toBeUndefined();
	});

	test("milliseconds are refused", async () => {
		await expect(data.set("foo", "bar", { ttl: Date.now() + 3_600_000 })).rejects.toThrow(
			/seconds, not in milliseconds/,
		);
		expect(await data.get("foo")).toBeUndefined();
	});

	test("a negative integer is in the past: the item has expired", async () => {
		const before = Math.floor(Date.now() / 1000);
		const { ttl } = await data.set("foo", "bar", { ttl: -60, meta: true });

		expect(Math.abs(ttl.getTime() / 1000 - (before - 60))).toBeLessThanOrEqual(5);
		expect(await data.get("foo")).toBeUndefined();
	});

	test("other numbers are refused", async () => {
		await expect(data.set("foo", "bar", { ttl: 1.5 })).rejects.toThrow("Invalid ttl value.");
		expect(await data.get("foo")).toBeUndefined();
	});
});

describe("ISO 8601 dates", () => {
	test.each([
		["2035-06-01T10:20:30.000Z", "2035-06-01T10:20:30.000Z"],
		["2035-06-01T10:20:30Z", "2035-06-01T10:20:30.000Z"],
		["2035-06-01T10:20:30+02:00", "2035-06-01T08:20:30.000Z"],
		["2035-06-01T10:20Z", "2035-06-01T10:20:00.000Z"],
		["2035-06-01", "2035-06-01T00:00:00.000Z"],
		["2035-06", "2035-06-01T00:00:00.000Z"],
		["2035", "2035-01-01T00:00:00.000Z"],
		["20350601T102030Z", "2035-06-01T10:20:30.000Z"],
		["2099-12-31", "2099-12-31T00:00:00.000Z"],
		["9999-12-31", "9999-12-31T00:00:00.000Z"],
		["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.000Z"],
	])("%s", async (ttl, expiry) => {
		expect(await expiryOf(ttl)).toStrictEqual(new Date(expiry));
	});

	test("a past date is accepted: the item has expired", async () => {
		const { ttl } = await data.set("foo", "bar", { ttl: "2023-06-30T03:51:48.000Z", meta: true });

		expect(ttl).toStrictEqual(new Date("2023-06-30T03:51:48.000Z"));
		expect(await data.get("foo")).toBeUndefined();
	});

	test.each(["nonsense", "2035-13", "2035-02-30", "06/01/2035", "", "+010000-01-01", "2035\ud800"])(
		"%j is refused",
		async (ttl) => {
			await expect(data.set("foo", "bar", { ttl })).rejects.toThrow("Invalid ttl value.");
			expect(await data.get("foo")).toBeUndefined();
		},
	);
});

describe("a stored expiry", () => {
	beforeEach(() => data.set("foo", "bar", { ttl: "2035-06-01" }));

	test("can be changed", async () => {
		expect(await expiryOf("2036")).toStrictEqual(new Date("2036-01-01T00:00:00.000Z"));
	});

	test("is part of the metadata, not of the value", async () => {
		expect(await data.get("foo")).toBe("bar");
		expect(await data.get("foo", true)).toMatchObject({ value: "bar", ttl: new Date("2035-06-01T00:00:00.000Z") });
	});

	test("is not returned without meta", async () => {
		await data.set("other", "bar");

		expect(await data.get("other", true)).not.toHaveProperty("ttl");
	});
});
