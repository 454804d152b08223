"""The first tables, and the triggers that let the journal only grow."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
SORTED = sa.String().with_variant(sa.String(collation="C"), "postgresql")

# What a journal line says stays; its personal part may only be blanked.
KEPT = ("id", "at", "place", "verb", "object_type")
SQLITE_TRIGGERS = (
    "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal"
    " BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END",
    "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal WHEN NOT ("
    + " AND ".join(f"NEW.{name} IS OLD.{name}" for name in KEPT)
    + " AND (NEW.account_id IS OLD.account_id OR NEW.account_id IS NULL)"
    " AND (NEW.patron_id IS OLD.patron_id OR NEW.patron_id IS NULL)"
    " AND (NEW.object_id IS OLD.object_id OR NEW.object_id = '')"
    " AND (NEW.detail IS OLD.detail OR NEW.detail = '{}'))"
    " BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END",
)
POSTGRES_TRIGGERS = (
    "CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF TG_OP = 'UPDATE' AND "
    + " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in KEPT)
    + " AND (NEW.account_id IS NOT DISTINCT FROM OLD.account_id OR NEW.account_id IS NULL)"
    " AND (NEW.patron_id IS NOT DISTINCT FROM OLD.patron_id OR NEW.patron_id IS NULL)"
    " AND (NEW.object_id = OLD.object_id OR NEW.object_id = '')"
    " AND (NEW.detail = OLD.detail OR NEW.detail = '{}') THEN RETURN NEW; END IF;"
    " RAISE EXCEPTION 'journal is append-only' USING ERRCODE = 'integrity_constraint_violation';"
    " END $$",
    "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal"
    " FOR EACH ROW EXECUTE FUNCTION journal_append_only()",
    "CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal"
    " FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()",
)


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("patron_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("object_type", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_account_id"), "journal", ["account_id"])
    op.create_index(op.f("ix_journal_at"), "journal", ["at"])
    op.create_index(op.f("ix_journal_patron_id"), "journal", ["patron_id"])

    op.create_table(
        "meta",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "patron",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("sort_key", SORTED, nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("library", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("mobile", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("address2", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("town", sa.String(), nullable=False),
        sa.Column("member_from", sa.Date(), nullable=True),
        sa.Column("member_until", sa.Date(), nullable=True),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patron")),
        sa.UniqueConstraint("card", name=op.f("uq_patron_card")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_patron_sort_key"), "patron", ["sort_key"])

    op.create_table(
        "record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", SORTED, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("year", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("isbn", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        sa.UniqueConstraint("number", name=op.f("uq_record_number")),
    )
    op.create_index(op.f("ix_record_title_key"), "record", ["title_key"])

    op.create_table(
        "throttle",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("window_start", INSTANT, nullable=False),
        sa.Column("day_failures", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("blocked_until", INSTANT, nullable=True),
        sa.CheckConstraint(
            "failures >= 0 AND day_failures >= 0", name=op.f("ck_throttle_failures")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.Column("patron_id", sa.Integer(), nullable=True),
        sa.Column("library", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=True),
        sa.Column("initial_since", INSTANT, nullable=True),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("disabled_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "role IN ('patron', 'group', 'agent', 'librarian', 'manager')",
            name=op.f("ck_account_role"),
        ),
        sa.ForeignKeyConstraint(["patron_id"], ["patron.id"], name=op.f("fk_account_patron_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("patron_id", name=op.f("uq_account_patron_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("barcode", sa.String(), nullable=False),
        sa.Column("item_type", sa.String(), nullable=False),
        sa.Column("library", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("call_number", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("acquired_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_item_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("barcode", name=op.f("uq_item_barcode")),
    )
    op.create_index(op.f("ix_item_record_id"), "item", ["record_id"])

    op.create_table(
        "hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("item_asked", sa.Integer(), nullable=True),
        sa.Column("item_supplied", sa.Integer(), nullable=True),
        sa.Column("patron_id", sa.Integer(), nullable=False),
        sa.Column("placed_at", INSTANT, nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=False),
        sa.Column("pickup", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("available_on", sa.Date(), nullable=True),
        sa.Column("shelf_until", sa.Date(), nullable=True),
        sa.Column("needed_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'transit', 'available', 'suspended',"
            " 'cancelled', 'fulfilled', 'expired')",
            name=op.f("ck_hold_state"),
        ),
        sa.ForeignKeyConstraint(["item_asked"], ["item.id"], name=op.f("fk_hold_item_asked")),
        sa.ForeignKeyConstraint(["item_supplied"], ["item.id"], name=op.f("fk_hold_item_supplied")),
        sa.ForeignKeyConstraint(["patron_id"], ["patron.id"], name=op.f("fk_hold_patron_id")),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_hold_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_index(op.f("ix_hold_item_asked"), "hold", ["item_asked"])
    op.create_index(op.f("ix_hold_item_supplied"), "hold", ["item_supplied"])
    op.create_index(op.f("ix_hold_patron_id_state"), "hold", ["patron_id", "state"])
    op.create_index(op.f("ix_hold_record_id"), "hold", ["record_id"])
    op.create_index(
        op.f("ix_hold_record_id_waiting"),
        "hold",
        ["record_id", "placed_at"],
        **where("state = 'waiting'"),
    )
    op.create_index(
        op.f("uq_hold_item_supplied_aside"),
        "hold",
        ["item_supplied"],
        unique=True,
        **where("item_supplied IS NOT NULL AND state IN ('transit', 'available')"),
    )
    op.create_index(
        op.f("uq_hold_patron_id_record_id_active"),
        "hold",
        ["patron_id", "record_id"],
        unique=True,
        **where("state IN ('waiting', 'transit', 'available', 'suspended')"),
    )

    op.create_table(
        "link",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("patron_id", sa.Integer(), nullable=False),
        sa.Column("rights", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_link_until")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_link_account_id")),
        sa.ForeignKeyConstraint(["patron_id"], ["patron.id"], name=op.f("fk_link_patron_id")),
        sa.PrimaryKeyConstraint("account_id", "patron_id", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_patron_id"), "link", ["patron_id"])

    op.create_table(
        "loan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("patron_id", sa.Integer(), nullable=False),
        sa.Column("library", sa.String(), nullable=False),
        sa.Column("loaned_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.CheckConstraint("due_on >= loaned_on", name=op.f("ck_loan_due_on")),
        sa.CheckConstraint("renewals >= 0", name=op.f("ck_loan_renewals")),
        sa.CheckConstraint(
            "returned_on IS NULL OR returned_on >= loaned_on", name=op.f("ck_loan_returned_on")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_loan_item_id")),
        sa.ForeignKeyConstraint(["patron_id"], ["patron.id"], name=op.f("fk_loan_patron_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan")),
    )
    op.create_index(op.f("ix_loan_item_id"), "loan", ["item_id"])
    op.create_index(
        op.f("ix_loan_patron_id_open"),
        "loan",
        ["patron_id", "due_on"],
        **where("returned_on IS NULL"),
    )
    op.create_index(op.f("ix_loan_patron_id_returned_on"), "loan", ["patron_id", "returned_on"])
    op.create_index(
        op.f("uq_loan_item_id_open"),
        "loan",
        ["item_id"],
        unique=True,
        **where("returned_on IS NULL"),
    )

    op.create_table(
        "login",
        sa.Column("identifier", SORTED, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('card', 'pseudonym', 'email', 'login')", name=op.f("ck_login_kind")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_login_account_id")),
        sa.PrimaryKeyConstraint("identifier", name=op.f("pk_login")),
    )
    op.create_index(op.f("ix_login_account_id"), "login", ["account_id"])

    op.create_table(
        "session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_account_id"), "session", ["account_id"])

    op.create_table(
        "renewal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("patron_id", sa.Integer(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("due_after", sa.Date(), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.CheckConstraint("due_after > due_before", name=op.f("ck_renewal_due_after")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_renewal_account_id")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_renewal_loan_id")),
        sa.ForeignKeyConstraint(["patron_id"], ["patron.id"], name=op.f("fk_renewal_patron_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal")),
        sa.UniqueConstraint("loan_id", "request", name=op.f("uq_renewal_loan_id_request")),
    )
    op.create_index(op.f("ix_renewal_account_id"), "renewal", ["account_id"])
    op.create_index(op.f("ix_renewal_patron_id"), "renewal", ["patron_id"])
    op.create_index(op.f("ix_renewal_request"), "renewal", ["request"])

    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if sqlite else POSTGRES_TRIGGERS:
        op.execute(statement)
