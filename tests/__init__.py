"""The tests, one package: a folder named like a library (`locale`) must never be taken for it."""
