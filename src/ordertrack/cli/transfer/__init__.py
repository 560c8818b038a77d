"""Files at the command line: `import`, `export`, papers for people outside.

Asked for: those commands.

Imports: cli.commands, cli.desk, cli.letters, cli.options, cli.orders, cli.output, cli.sentences, cli.terminal,
domain.cases, domain.letters, domain.orders, domain.time, domain.values, errors, files.evidence, files.transfer,
mail.letters, store.book, usecases.letters, usecases.records, usecases.transfer.
"""
