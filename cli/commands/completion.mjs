import { Argument } from "commander";
import { usage } from "../failure.mjs";

const SHELLS = ["bash", "zsh", "fish"];

export const examples = [
	["completion bash >> ~/.bashrc", "commands, options, and the keys of the embedded store"],
	["completion zsh > ~/.zfunc/_ampt-data", "for a folder of your fpath"],
	["completion fish > ~/.config/fish/completions/ampt-data.fish", "for fish"],
];

export function define(command) {
	command.addArgument(new Argument("<shell>", "the shell whose script is printed").choices(SHELLS));
}

export async function run({ url }, shell) {
	if (url !== undefined)
		throw usage("'--url' has no effect: the script completes the keys of the store that the line names.");
	const { printScript } = await import("../completion-script.mjs");
	printScript(shell);
}
