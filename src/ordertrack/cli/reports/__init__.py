"""The reports at the command line, each with its definition, its day and its zone; `today` and the board.

Asked for: those commands and their tables.

Imports: cli.cases, cli.commands, cli.desk, cli.options, cli.orders, cli.output, domain.orders, domain.reports,
domain.round, domain.values, usecases.notices, usecases.reports, usecases.round.
"""
