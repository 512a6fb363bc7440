// The views of the page, in the order of the bar.

/** @type {readonly { id: string, title: string, icon: string, Component: import("preact").FunctionComponent }[]} */
export const VIEWS = Object.freeze([{ id: "items", title: "Items", icon: "items", Component: () => null }]);
