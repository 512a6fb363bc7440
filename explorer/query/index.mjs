// The language of the query bar: what a query of the library is as one line of text. It is pure, so that the page and the
// server agree on it.
//
//   users:*                      a collection: any key expression of the library, such as users:a*, users:>=k, users:a|c
//   users:jane                   one item
//   label1:team-core:*           by a label; label1:* is every item that has it
//   *                            everything, as an empty text
//
// Behind it may follow, in any order:
//
//   label2=due:<2026-02          only items with such a label
//   where { age: { $gt: 18 } }   only items that match: a predicate of the library, as JSON5. What JSON lacks is a tag, as
//                                in NDJSON: { $bytes: "aGk=" }. Numbers keep all their digits
//   reverse                      in descending order
//
// A key or a label that would be misread is a JSON text: "label1:x", "jane doe", "where", label1:"*".
//
// A query is `{ expression?, label?, filter?, labels?, reverse? }`, as options of the library, except that `filter` is JSON.

export { toCommandLine, toJavaScript } from "./calls.mjs";
export { complete } from "./complete.mjs";
export { parse } from "./parse.mjs";
export { print } from "./print.mjs";
