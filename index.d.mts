// The types for `import`: those of `index.d.ts`, which `require` gets.

export * from "./index.js";
export { data as default } from "./index.js";
