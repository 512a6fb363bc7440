// Command lines that people paste, which the command line and the explorer show.

/** A part of a command line, quoted where a shell needs it. */
export const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
