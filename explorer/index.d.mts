// The types for `import`. They are the types for `require`, which `index.d.ts` has.

export * from "./index.js";
