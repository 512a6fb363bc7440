// Times of changes, in the clock of the reader.

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** 12:04:31 */
export const timeOf = (at) => time.format(new Date(at));
