// The arguments: which command they name, its options, and its help.

import { Command, CommanderError, Option } from "commander";
import { version } from "../package.json";
import { COMMANDS } from "./commands.mjs";
import { usage } from "./failure.mjs";
import { checkArguments } from "./input.mjs";
import { colors } from "./terminal.mjs";

/** The name of the program. */
const NAME = "ampt-data";

const EXAMPLES = [
	["ls", "the collections, with counts and sizes"],
	["query 'users:*' --limit 5", "the first five items of a collection"],
	[`set users:jane '{"name":"Jane"}'`, "create an item, or change its attributes"],
	["export > data.ndjson", "save everything"],
	["stat --url dynamodb://my-table", "look at another store"],
];

/** Runs the command that the arguments name. */
export async function run(args) {
	const [first, ...others] = args;
	checkArguments(args);
	const root = program();
	try {
		await root.parseAsync(first === "help" ? [...others, "--help"] : args, { from: "user" });
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		if (error.exitCode !== 0) throw usage(refusal(error, root, args));
	}
}

/** The program. Its commands have their arguments and options only once they are loaded. */
export function program() {
	const root = new Command(NAME)
		.description("Looks after data: reads, changes, copies and checks a store of ampt-data.")
		.usage("COMMAND [ARGUMENTS] [OPTIONS]")
		.version(version, "-V, --version", "print the version of ampt-data")
		// So that `get KEY --version` is an option of `get`.
		.enablePositionalOptions()
		// Its own command for help would not load the command first.
		.helpCommand(false)
		.exitOverride()
		.configureOutput({ outputError() {} })
		.configureHelp({
			styleTitle: colors.bold,
			styleCommandText: colors.cyan,
			styleSubcommandTerm: colors.cyan,
			styleOptionTerm: colors.cyan,
			subcommandTerm: (command) => command.name(),
		})
		.addHelpText("before", help(EXAMPLES));
	describeStore(root);
	for (const entry of COMMANDS) {
		root.command(entry.name).summary(entry.summary).helpGroup(entry.group);
	}
	root.hook("preSubcommand", (_, command) => load(command));
	return root;
}

/** Loads a command, and declares its arguments and options. */
export async function load(command) {
	const entry = COMMANDS.find(({ name }) => name === command.name());
	const { examples, define, run } = await entry.load();
	command.description(`${entry.summary.charAt(0).toUpperCase()}${entry.summary.slice(1)}.`);
	command.addHelpText("before", help(examples));
	define(command);
	if (entry.changes) command.option("--write", "change a DynamoDB table without asking for its name");
	describeStore(command, entry.namesStores);
	noteRepetitions(command);
	command.action((...given) => {
		// The arguments, then the options, then the command.
		const args = given.slice(0, -2);
		if (command.opts().url !== undefined && command.parent.opts().url !== undefined)
			throw usage("'--url' is given twice.");
		return run(command.optsWithGlobals(), ...args);
	});
}

function describeStore(command, isHidden = false) {
	command.addOption(
		new Option(
			"--url <url>",
			"the store: file:PATH or dynamodb://TABLE (default: AMPT_DATA_URL, else file:./.ampt/data)",
		).hideHelp(isHidden),
	);
}

/** The examples of a command, which its help begins with. */
function help(examples) {
	const longest = Math.max(...examples.map(([example]) => example.length));
	const lines = examples.map(
		([example, meaning]) => `  ${NAME} ${colors.cyan(example.padEnd(longest))}  ${colors.dim(`# ${meaning}`)}`,
	);
	return `${colors.bold("Examples:")}\n${lines.join("\n")}\n`;
}

/** Refuses an option that is given twice, or beside its opposite: which one counts would be a guess. */
function noteRepetitions(command) {
	const given = new Map();
	for (const option of command.options.filter(({ variadic }) => !variadic)) {
		command.on(`option:${option.name()}`, () => {
			const before = given.get(option.attributeName());
			if (before === option.long) throw usage(`'${option.long}' is given twice.`);
			if (before !== undefined) throw usage(`'${before}' and '${option.long}' exclude each other.`);
			given.set(option.attributeName(), option.long);
		});
	}
}

/** What is wrong with the arguments, as sentences. */
function refusal({ message, code }, root, args) {
	if (code === "commander.help") return `Which command? '${NAME} --help' lists them.`;
	const [problem, guess] = message.replace(/^error: /, "").split("\n");
	const inPlain = problem.replace(/^command-argument value ('.*') is invalid for argument '(.*)'\./, "$1 is no $2.");
	const sentence = `${inPlain.charAt(0).toUpperCase()}${inPlain.slice(1).replace(/\.$/, "")}.`;
	const name = args.find((arg) => root.commands.some((command) => command.name() === arg));
	const page = `See '${[NAME, name, "--help"].filter(Boolean).join(" ")}'.`;
	return [sentence, guess?.replace(/^\(|\)$/g, ""), page].filter(Boolean).join(" ");
}
