// Adds exact decimals of 38 digits, as DynamoDB does.

const MAX_DIGITS = 38;

/** The sum of two numbers, as a bigint if a number cannot hold it. `undefined` if it has too many digits. */
export function add(a, b) {
	const [x, y] = [decimal(a), decimal(b)];
	const scale = Math.max(x.scale, y.scale);
	const sum = x.digits * 10n ** BigInt(scale - x.scale) + y.digits * 10n ** BigInt(scale - y.scale);
	const text = String(sum).replace("-", "").replace(/0+$/, "");
	if (text.length > MAX_DIGITS) return undefined;
	const unit = 10n ** BigInt(scale);
	if (sum % unit !== 0n) return Number(`${sum}e-${scale}`);
	const whole = sum / unit;
	return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
}

/** A number as an integer and the number of its digits after the point. */
function decimal(value) {
	const [mantissa, exponent = "0"] = String(value).split("e");
	const [whole, fraction = ""] = mantissa.split(".");
	const scale = fraction.length - Number(exponent);
	const digits = BigInt(whole + fraction);
	return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}
