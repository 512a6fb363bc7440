// The views of the page, in the order of the bar.

import { EventsView } from "../events/events-view.jsx";
import { HealthView } from "../health/health-view.jsx";
import { Items } from "../items/view.jsx";
import { LiveView } from "../live/live-view.jsx";

/** @type {readonly { id: string, title: string, icon: string, Component: import("preact").FunctionComponent }[]} */
export const VIEWS = Object.freeze([
	{ id: "items", title: "Items", icon: "items", Component: Items },
	{ id: "live", title: "Live", icon: "bolt", Component: LiveView },
	{ id: "events", title: "Events", icon: "clock", Component: EventsView },
	{ id: "health", title: "Health", icon: "health", Component: HealthView },
]);
