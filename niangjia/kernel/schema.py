"""Schema changes made in one go, for migrations.

Django renders every related model anew after each operation; with some hundred models that is nine tenths of
the time a new database takes.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """Run operations on models as one: a model created here is made as the last of them leaves it.

    Takes ``CreateModel`` and what adds to a model (``AddField``, ``AddConstraint``, ``AddIndex``). Data
    migrations, SQL and operations that remove or alter stand on their own. Cannot be undone.
    """

    reversible = False

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change the state without rendering its models; the next look at ``apps`` does so once."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create the new models, then add to the older ones, both as ``to_state`` has them."""
        made = {item.name_lower for item in self.operations if isinstance(item, CreateModel)}
        for operation in self.operations:
            if isinstance(operation, CreateModel) or _changed(operation) not in made:
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def references_model(self, name: str, app_label: str) -> bool:
        """Whether one of the operations does."""
        return any(item.references_model(name, app_label) for item in self.operations)

    def describe(self) -> str:
        """What ``sqlmigrate`` and ``showmigrations --plan`` say."""
        return "; ".join(item.describe() for item in self.operations)


def _changed(operation: Operation) -> str:
    """Name of the model an operation adds to, in lower case."""
    return str(getattr(operation, "model_name", "")).lower()
