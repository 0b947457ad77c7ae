"""The second wall: rows of one organisation or person are shown to nobody else, on PostgreSQL."""

from alembic import op

from plumbline.storage import row_security, service_role

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = (
    "shortlists",
    "shortlist_decisions",
    "sessions",
    "api_tokens",
    "recovery_codes",
    "person_identities",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in row_security.protect(table):
                op.execute(statement)


def downgrade() -> None:
    db = op.get_bind()
    if db.dialect.name == "postgresql":
        for table in TABLES:
            for statement in row_security.unprotect(table):
                op.execute(statement)
        service_role.dismiss(db)
