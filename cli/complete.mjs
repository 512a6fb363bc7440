// Completion: the script of a shell, and the answers that it asks this program for.

import completer from "@bomb.sh/tab";
import describe from "@bomb.sh/tab/commander";
import { load, NAME, program } from "./program.mjs";
import { placeOf, storeUrl } from "./store.mjs";

/** How many keys are offered. */
const MOST = 50;

/** Prints the script that a shell loads. */
export function printScript(shell) {
	if (shell === "bash") console.log(BEFORE_IN_BASH);
	completer.setup(NAME, NAME, shell);
	if (shell === "bash") console.log(AFTER_IN_BASH);
}

/**
 * The library's script needs a function of the package bash-completion, which is not on every machine. Its constants must not
 * be set again when it is loaded again, or with the script of another program that uses the library.
 */
const BEFORE_IN_BASH = `
readonly() {
    local name=\${1%%=*}
    [[ -n \${!name} ]] || builtin readonly "$1"
}
if ! declare -F _get_comp_words_by_ref >/dev/null; then
    _get_comp_words_by_ref() {
        local line=\${COMP_LINE:0:COMP_POINT}
        read -ra words <<< "$line"
        [[ $line == *" " ]] && words+=("")
        cword=$((\${#words[@]} - 1))
        cur=\${words[cword]}
        prev=\${words[cword - 1]}
    }
fi
`;

/** For bash, a key is several words with colons between them. It replaces only the last one. */
const AFTER_IN_BASH = `
unset -f readonly
__ampt_data_keys() {
    __ampt_data_complete
    local line=\${COMP_LINE:0:COMP_POINT}
    local word=\${line##* }
    [[ \${COMPREPLY[0]} == *: ]] && compopt -o nospace
    if [[ $word == *:* && $COMP_WORDBREAKS == *:* ]]; then
        local given=\${word%"\${word##*:}"}
        COMPREPLY=("\${COMPREPLY[@]#"$given"}")
    fi
}
complete -F __ampt_data_keys ampt-data
`;

/** Prints what may stand in the place of the last of these words. */
export async function complete(words) {
	const root = program();
	await Promise.all(root.commands.map(load));
	// The library adds a command of its own.
	const its = "its-completion";
	const tab = describe(root, { completionCommandName: its });
	tab.commands.delete(its);
	const keys = await keysFor(words).catch(() => []);
	for (const command of tab.commands.values()) {
		for (const [name, argument] of command.arguments) {
			if (KEYS.has(name)) argument.handler = (offer) => offerAll(keys, offer);
		}
	}
	tab.parse(words);
}

function offerAll(keys, offer) {
	for (const [key, text] of keys) offer(key, text);
}

/** The arguments that are keys. */
const KEYS = new Set(["key", "expression"]);

/** The collections, or the keys that begin with the last word. A table would cost money and time. */
async function keysFor(words) {
	const word = words.at(-1) ?? "";
	const given = words.indexOf("--url");
	const url = storeUrl({ url: given < 0 ? undefined : words[given + 1] });
	const { kind, isMissing } = placeOf(url);
	if (word.startsWith("-") || kind !== "file" || isMissing) return [];
	const { Data } = await import("ampt-data");
	const data = Data.open(url);
	const found = [];
	if (word.includes(":")) {
		for await (const { key } of data.iterate(`${word}*`, { keysOnly: true, limit: MOST })) found.push([key, "key"]);
	} else {
		for await (const { name, items } of data.collections()) {
			if (found.length < MOST && name?.startsWith(word)) found.push([`${name}:`, `${items} items`]);
		}
	}
	await data.close();
	return found;
}
