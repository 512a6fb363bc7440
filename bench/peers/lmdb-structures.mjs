// lmdb as its README advises for objects of one shape: the names of attributes are stored once, in an entry of their own.

import path from "node:path";
import { withOptions } from "./lmdb.mjs";

export const name = "lmdb, structures";
export const note = "lmdb with `sharedStructuresKey`, which its documentation advises for objects of one shape";

export const open = (folder) =>
	withOptions({ path: path.join(folder, "lmdb-structures"), sharedStructuresKey: Symbol.for("structures") });
