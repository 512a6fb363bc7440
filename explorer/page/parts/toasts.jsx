import { dismiss, toasts } from "../state/toasts.mjs";
import { Button } from "./button.jsx";
import { Icon } from "./icon.jsx";
import "./toasts.css";

const ICONS = { good: "check", bad: "warning", note: "dot" };

/** The messages at the edge of the page. Screen readers say them when they come. */
export const Toasts = () => (
	<div class="toasts" role="status" aria-live="polite">
		{toasts.value.map(({ id, kind, text, hint, action }) => (
			<div key={id} class={`toast ${kind}`}>
				<Icon name={ICONS[kind]} />
				<div class="toast-text">
					<p>{text}</p>
					{hint && <p class="quiet">{hint}</p>}
				</div>
				{action && (
					<Button
						kind="quiet"
						onClick={() => {
							dismiss(id);
							action.run();
						}}
					>
						{action.label}
					</Button>
				)}
				<Button kind="quiet" icon="close" label="Close" onClick={() => dismiss(id)} />
			</div>
		))}
	</div>
);
