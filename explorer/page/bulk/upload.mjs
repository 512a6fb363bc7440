// Sends a file to the server in pieces, so that neither has to hold it.

/** Bytes of a piece: a multiple of 3, so that pieces of base64 could be put together, and under 1 MB. */
export const PIECE = 768 * 1024;

/**
 * Sends a file. Resolves to the id of the upload.
 *
 * @param {Blob & { name: string }} file
 * @param {{ post: Function, signal?: AbortSignal, onProgress?: (bytes: number) => void }} options
 */
export async function upload(file, { post, signal, onProgress = () => {} }) {
	const { id } = await post("uploads", { name: file.name }, { signal });
	let from = 0;
	do {
		const to = Math.min(from + PIECE, file.size);
		const bytes = new Uint8Array(await file.slice(from, to).arrayBuffer());
		await post(`uploads/${id}`, { base64: base64Of(bytes), last: to === file.size }, { signal });
		from = to;
		onProgress(from);
	} while (from < file.size);
	return id;
}

/** Texts of so many characters at a time: a call cannot have a million arguments. */
const STEP = 0x2000;

function base64Of(bytes) {
	let text = "";
	for (let from = 0; from < bytes.length; from += STEP) {
		text += String.fromCharCode(...bytes.subarray(from, from + STEP));
	}
	return btoa(text);
}
