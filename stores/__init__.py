"""Where records go: SQLite, PostgreSQL and Parquet, by one relational model (``tables.py``)."""
