"""How Alembic runs the migrations: on the connection that it is handed."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    # A killed migration leaves the database as it was before.
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
