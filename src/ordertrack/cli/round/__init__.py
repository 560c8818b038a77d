"""The daily round at the command line: `round`, `explain`, and what a simulation shows.

Asked for: those commands and their tables.

Imports: cli.commands, cli.desk, cli.notices, cli.options, cli.output, cli.terminal, domain.round, domain.values,
errors, usecases.round.
"""
