// All keys of the page.

import { Button } from "../parts/button.jsx";
import { Dialog } from "../parts/dialog.jsx";
import { Keys } from "../parts/small.jsx";
import { close } from "./index.mjs";

const GROUPS = [
	[
		"Everywhere",
		[
			["Mod K", "Go to a collection, an item, a query, a view or an action"],
			["/", "Write a query"],
			["Mod S", "Review the changes that wait"],
			["Mod Z", "Undo the last write of this session"],
			["?", "Show these keys"],
			["Esc", "Close what is open"],
		],
	],
	[
		"Items",
		[
			["↑ ↓", "Move"],
			["PgUp PgDn", "Move by a page"],
			["Home End", "To the first, to the last"],
			["Enter", "Open the item"],
			["Space", "Select"],
			["Shift ↑ ↓", "Select several"],
			["Mod A", "Select all that are loaded"],
		],
	],
	[
		"An item",
		[
			["↑ ↓", "Move"],
			["→ ←", "Open and close a value"],
			["Enter", "Change the value"],
			["Ins", "Add inside"],
			["Alt ↑ ↓", "Move an element of a list"],
		],
	],
	[
		"Live",
		[
			["↑ ↓", "Move"],
			["→ ←", "Show and hide what differs"],
		],
	],
	[
		"Query",
		[
			["↑ ↓", "Earlier queries, or suggestions"],
			["Ctrl Space", "Suggest"],
			["Enter", "Run"],
			["↓", "Behind the last query: to the list"],
			["Esc", "As it was run, then to the list"],
		],
	],
];

export const KeyList = () => (
	<Dialog
		title="Keys"
		isWide
		onClose={close}
		footer={
			<Button kind="primary" onClick={close} autoFocus>
				Close
			</Button>
		}
	>
		<div class="key-list">
			{GROUPS.map(([title, keys]) => (
				<section key={title}>
					<h3>{title}</h3>
					<dl>
						{keys.map(([key, words]) => (
							<div key={words}>
								<dt>
									<Keys keys={key} />
								</dt>
								<dd>{words}</dd>
							</div>
						))}
					</dl>
				</section>
			))}
		</div>
	</Dialog>
);
