//! What the console keeps: sessions, drafts and the audit trail, in SQLite or PostgreSQL.
