export { Data, data, data as default, Labels, ValidationError } from "./dist/index.js";
