"""What the program prints, kept in files: proof that another version of it prints the very same bytes.

    python -m tests.recorder books --to BOOKS           makes the books, once, with the version that is the measure
    python -m tests.recorder record --books BOOKS --to A
    python -m tests.recorder record --books BOOKS --to B        with the other version
    python -m tests.recorder compare A B                exits with 1 when anything differs, and shows where

The program is the one that the running interpreter imports; this package needs nothing of it but its command line.
To run it with a version that is installed elsewhere, start that interpreter in the folder that has `tests`:

    cd CHECKOUT && OTHER/.venv/bin/python -m tests.recorder record --books BOOKS --to A

There are three books: the example of `ordertrack demo`, a real procurement history of ten years (from the folder that
ORDERTRACK_TEST_DATA names), and a quarter of two hundred orders with its rounds, calls, letters, issues and
escalations. Each is a file of SQLite and a dump of PostgreSQL. A recording is made of copies: one page for each book
on each engine, and one for what needs no book; `record --only example.sqlite` makes one page alone. A page has every
command line with its exit code, what it wrote to standard output and standard error, and the files it made. Books of
an older layout are upgraded before they are asked. Both recordings are made on one machine: paths, libraries and the
disk are printed as they are.

`questions.py` has what is asked, `changes.py` what is changed or refused, `running.py` the fixed surroundings, and
`pages.py` what is replaced by placeholders. One book is asked everything in every format, the others all in some,
so that each has every format. With `record --all` they are as thorough, which takes three times as long.

Left out are: the size and the layout of a book in `book info`, which a later version may change; the answers to
prompts, colour of warnings and bars of progress, which need a terminal; the way to mail servers; and the trail as a
table, in Markdown or plain, where each cell is as wide as the text of a policy.
"""
