// Completion: the script that a shell loads. It asks `complete.mjs`.

import completer from "@bomb.sh/tab";
import { name } from "../package.json";

/** Prints the script that a shell loads. */
export function printScript(shell) {
	if (shell === "bash") console.log(BEFORE_IN_BASH);
	completer.setup(name, name, shell);
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
