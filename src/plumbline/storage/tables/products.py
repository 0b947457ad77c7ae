"""Suppliers, their products and releases, what these do, and what they cost."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from plumbline.storage.tables.base import Json, identifier, metadata, reference

# `origin` says what kind of record a row is, and every page and answer shows it:
#   demonstration  part of the fictional market;
#   public_record  a dated copy of what was once published about a real product, never current;
#   listed         listed by its supplier here.

suppliers = Table(
    "suppliers",
    metadata,
    identifier(),
    Column("slug", String(100), nullable=False, unique=True),
    Column("reference", String(40), unique=True),  # the supplier's id in the source it came from
    Column("name", String(300), nullable=False),
    Column("legal_name", String(300), nullable=False),
    Column("website", String(500)),
    Column("summary", Text, nullable=False),
    Column("origin", String(20), nullable=False),
    Column("record_date", Date),  # the day the public record speaks of
    Column("source", Text, nullable=False),
)

capabilities = Table(
    "capabilities",
    metadata,
    Column("code", String(20), primary_key=True),
    Column("name", String(300), nullable=False),
    Column("description", Text, nullable=False),
    Column("category", String(100), nullable=False),
    Column("version", String(20), nullable=False),
    Column("status", String(40), nullable=False),
    Column("standards", Json, nullable=False),  # codes of catalogue_standards that come with it
    Column("origin", String(20), nullable=False),
    Column("record_date", Date),
)

epics = Table(
    "epics",
    metadata,
    Column("epic_id", String(20), primary_key=True),
    Column("capability_code", String(20), ForeignKey("capabilities.code"), primary_key=True),
    Column("level", String(10), nullable=False),  # must | may
    Column("name", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("supplier_defined", Boolean, nullable=False),
)

# The 67 standards of the 2020 Buying Catalogue: public records, apart from the standards that
# this market holds products to (those are the dated files of `catalog/standards`).
catalogue_standards = Table(
    "catalogue_standards",
    metadata,
    Column("code", String(20), primary_key=True),
    Column("name", String(300), nullable=False),
    Column("kind", String(100), nullable=False),
    Column("version", String(40), nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("description", Text, nullable=False),
    Column("capabilities", Json, nullable=False),
    Column("url", String(500), nullable=False),
    Column("record_date", Date, nullable=False),
)

products = Table(
    "products",
    metadata,
    identifier(),
    Column("slug", String(120), nullable=False, unique=True),
    Column("reference", String(40), unique=True),
    reference("supplier_id", "suppliers.id"),
    Column("name", String(300), nullable=False),
    Column("product_type", String(40), nullable=False, index=True),
    Column("tags", Json, nullable=False),  # further tags of `applies_to`: "web", "mobile", …
    Column("summary", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("status", String(20), nullable=False),  # published | draft
    Column("origin", String(20), nullable=False, index=True),
    Column("record_date", Date),
    Column("source", Text, nullable=False),
    Column("listed_on", Date, nullable=False),
    Column("withdrawn_on", Date),
    Column("details", Json, nullable=False),  # features, hosting, client types …, as published
)

product_capabilities = Table(
    "product_capabilities",
    metadata,
    reference("product_id", "products.id", index=False),
    Column("capability_code", String(20), ForeignKey("capabilities.code"), nullable=False, index=True),
    Column("result", String(40), nullable=False),  # claimed | Passed - Full | …, as recorded
    UniqueConstraint("product_id", "capability_code"),
)

product_epics = Table(
    "product_epics",
    metadata,
    reference("product_id", "products.id", index=False),
    Column("capability_code", String(20), nullable=False),
    Column("epic_id", String(20), nullable=False),
    Column("result", String(40), nullable=False),  # Passed | Not Evidenced | Failed, as recorded
    UniqueConstraint("product_id", "capability_code", "epic_id"),
)

releases = Table(
    "releases",
    metadata,
    identifier(),
    reference("product_id", "products.id", index=False),
    Column("version", String(40), nullable=False),
    Column("released_on", Date, nullable=False),
    Column("sequence", Integer, nullable=False),  # 1, 2, 3 …: the highest is the current release
    UniqueConstraint("product_id", "version"),
    UniqueConstraint("product_id", "sequence"),
)

price_plans = Table(
    "price_plans",
    metadata,
    identifier(),
    reference("product_id", "products.id"),
    Column("title", String(200), nullable=False),
    Column("plan", Json, nullable=False),  # catalog.prices.PricePlan
    Column("valid_from", Date, nullable=False),
    Column("origin", String(20), nullable=False),
)
