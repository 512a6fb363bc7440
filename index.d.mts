export * from "./index.js";
export { data as default } from "./index.js";
