"""The database: engine, tables, migrations, and the trail of events. SQLite and PostgreSQL alike."""
