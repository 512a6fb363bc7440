// Writes as fast as it can between `start` and `stop`.

import { Data } from "../../index.mjs";
import { document, key, label, range } from "../document.mjs";
import { serve } from "../serve.mjs";

const data = Data.open(process.argv[2]);
const ids = range(1000);
let writing;
let wanted = false;
let round = 0;

async function write() {
	while (wanted) {
		round++;
		await Promise.all(ids.map((id) => data.set(key(id), document(id, round), { label1: label(id) })));
	}
}

serve({
	start: async () => {
		wanted = true;
		writing = write();
	},
	stop: async () => {
		wanted = false;
		await writing;
		return round;
	},
});
