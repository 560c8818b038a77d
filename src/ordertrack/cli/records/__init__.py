"""The book and its trail at the command line: `book`, `trail`.

Asked for: those commands.

Imports: cli.commands, cli.desk, cli.nouns, cli.options, cli.output, cli.sentences, domain.records, domain.values,
errors, usecases.policy, usecases.records.
"""
