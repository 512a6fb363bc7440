// A view that is a column of cards, each about one thing.

import "./cards.css";

/** @param {{ title: string, head?: import("preact").ComponentChildren, children: import("preact").ComponentChildren }} props */
export const Cards = ({ title, head, class: more = "", children }) => (
	<div class={`cards ${more}`}>
		<header class="cards-head">
			<h1>{title}</h1>
			{head}
		</header>
		{children}
	</div>
);

/** @param {{ title: string, action?: import("preact").ComponentChildren, children: import("preact").ComponentChildren }} props */
export const Card = ({ title, action, class: more = "", children }) => (
	<section class={`card ${more}`} aria-label={title}>
		<div class="card-head">
			<h2>{title}</h2>
			{action}
		</div>
		{children}
	</section>
);
