"""One relational database, SQLite or PostgreSQL, holding orders, accounts and jobs."""
