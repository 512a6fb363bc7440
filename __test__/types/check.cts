// Helpers of the type tests. The tests never run; they only have to compile.

/** Whether two types are the same. `any` is the same only as `any`. */
export type Same<A, B> = (<G>() => G extends A ? 1 : 2) extends <G>() => G extends B ? 1 : 2 ? true : false;

type IsAny<T> = 0 extends 1 & T ? true : false;

/** Whether a type is `any` or contains it in a member, an element or a result, as deep as the results of `data`. */
type HasAny<T, Depth extends 0[] = []> =
	IsAny<T> extends true
		? true
		: Depth["length"] extends 4
			? false
			: T extends (...args: never[]) => infer R
				? HasAny<Awaited<R>, [...Depth, 0]>
				: T extends readonly (infer E)[]
					? HasAny<E, [...Depth, 0]>
					: T extends Date | Uint8Array | string | number | bigint | boolean | null | undefined
						? false
						: true extends { [K in keyof T]: HasAny<T[K], [...Depth, 0]> }[keyof T]
							? true
							: false;

export type NoAny<T> = true extends HasAny<T> ? false : true;

/** `true` if the promise resolves to exactly `Expected`, without any `any` in it. */
export type Resolves<P extends Promise<unknown>, Expected> =
	NoAny<Awaited<P>> extends true ? Same<Awaited<P>, Expected> : "any";

/** Whether an overload of a function accepts these arguments. */
export type Takes<F, Arguments extends unknown[]> = F extends (...args: Arguments) => unknown ? true : false;
