export { Data, data, data as default, Labels, ValidationError } from "./index.js";
