"""Run by Alembic within the transaction that `migrate` opened."""

from alembic import context

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=attributes["metadata"],
    render_as_batch=True,
    compare_type=False,
    render_item=attributes.get("render_item"),
    include_object=attributes.get("include_object"),
)
context.run_migrations()
