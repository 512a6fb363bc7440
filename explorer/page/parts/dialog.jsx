// Dialogs, as the browser's own: it keeps the focus inside, closes on Esc and gives the focus back.

import { useEffect, useId, useRef } from "preact/hooks";
import { Button } from "./button.jsx";
import "./dialog.css";

/**
 * @param {object} props
 * @param {string} props.title
 * @param {() => void} props.onClose called for Esc, too
 * @param {boolean} [props.isWide]
 * @param {boolean} [props.isBusy] it does not close by itself meanwhile
 * @param {import("preact").ComponentChildren} [props.footer] its buttons, the last one is what Enter means
 */
export function Dialog({ title, onClose, isWide = false, isBusy = false, footer, class: more = "", children }) {
	const element = useRef(null);
	const heading = useId();
	useEffect(() => {
		const dialog = element.current;
		const before = document.activeElement;
		if (!dialog.open) dialog.showModal();
		return () => {
			dialog.close();
			// The browser gives the focus back, unless the dialog was gone before.
			if (document.activeElement === document.body) before?.focus({ preventScroll: true });
		};
	}, []);
	const cancel = (event) => {
		event.preventDefault();
		if (!isBusy) onClose();
	};
	return (
		<dialog ref={element} class={`dialog ${isWide ? "wide" : ""} ${more}`} aria-labelledby={heading} onCancel={cancel}>
			<header>
				<h2 id={heading}>{title}</h2>
				<Button kind="quiet" icon="close" label="Close" keys="Esc" disabled={isBusy} onClick={onClose} />
			</header>
			<div class="dialog-body">{children}</div>
			{footer && <footer>{footer}</footer>}
		</dialog>
	);
}
