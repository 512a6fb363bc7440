// Keys as texts: which of them are about one item. The rules are those of the library.

/** Whether a key selects several items. Without a colon, all characters are ordinary ones. */
export const isExpression = (key) => /^[^:]*:\s*(?:[<>]|.*[*|])/s.test(key);
