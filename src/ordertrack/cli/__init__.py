"""The command line: the only stratum that talks to a terminal, and the one that wires the others together.

A command is a few lines: options to values, one use case, a result to be printed.

`app.py`: the table of all commands, in the order of the desk; loads the module of the one that was typed. Imports:
cli.commands, cli.output.

`main.py`: the boundary: a command line in, an exit code out, every error said in one place. Imports: cli.app,
cli.commands, cli.output, cli.terminal, errors.

`commands.py`: what every command has in common: its options, its surroundings, where its result goes. Imports:
cli.desk, cli.output, cli.terminal, errors.

`options.py`: options that several commands share, and how what was typed becomes values. Imports: cli.commands,
cli.desk, domain.orders, domain.values, errors, usecases.parties.

`sentences.py`: facts in words: timelines, and what a command says it did. Imports: domain.cases, domain.orders,
domain.values.

`terminal.py`: the terminal: its streams, text made inert, what is said and asked. Imports: errors.

`letters.py`: `mail` and `log`: letters fetched, given their orders, read as a conversation. Imports: cli.commands,
cli.desk, cli.options, cli.output, cli.terminal, domain.letters, domain.parties, errors, usecases.letters,
usecases.ports.

`parties.py`: `party`: customers and suppliers. Imports: cli.commands, cli.desk, cli.options, cli.output, domain.orders,
domain.parties, domain.values, errors, usecases.parties, usecases.ports.

`policy.py`: `policy`: shown, checked, adopted, compared. Imports: cli.commands, cli.desk, cli.options, cli.output,
cli.terminal, domain.policy, domain.round, errors, usecases.policy, usecases.round.

`records.py`: `book` and `trail`: the book made and looked after, orders held and archived. Imports: cli.commands,
cli.desk, cli.options, cli.output, cli.sentences, domain.records, domain.values, errors, usecases.policy,
usecases.records.

`demo.py`: `demo`: the example book, made on the spot. Imports: cli.commands, cli.desk, cli.output, cli.records,
cli.reports, domain.round, errors, usecases.demo, usecases.round.

`doctor.py`: `doctor`: is everything as it should be. Imports: cli.commands, cli.desk, cli.output, domain.values,
errors.

`round.py`: `round` and `explain`: the daily round, its units, and every clock of an order. Imports: cli.commands,
cli.desk, cli.notices, cli.options, cli.output, domain.round, domain.values, errors, usecases.round.
"""
