"""Letters and correspondence at the command line: `mail`, and what was said about an order.

Asked for: those commands and their tables.

Imports: cli.cases, cli.commands, cli.desk, cli.nouns, cli.options, cli.output, cli.terminal, domain.letters,
domain.values, errors, usecases.letters, usecases.ports.
"""
