"""The order in which transactions take locks that they wait for, so that no two wait for each other.

A transaction passes over what it does not need, and never goes back. What it needs of one kind it locks in one
statement by rising keys (ClaimQuerySet.lock). Rows that belong to a claim (its cross-references, suggestion, what is
prepared of it) are written only under the lock of the claim, and have no place of their own.

Whatever passes over rows that others hold (SKIP LOCKED: taking work, renewing leases, going on with runs, closing
articles) never waits, so it may come at any time. tests/claims/test_locks.py reads the statements of every action
against this list.
"""

ORDER = (
    "auth_user",  # claims.submissions: one post of a client at a time
    "sources_source",  # sources.ingest: one new article of an outlet at a time
    "claims_crosscheckrun",  # claims.runs
    "sources_article",  # claims.extract; claims.transitions.ending_checks
    "origins",  # sources.origins.joined: shared or alone, never first shared and then alone
    "claims_claim",  # claims.crosscheck, claims.extract, claims.review, claims.runs
    "statements",  # claims.statements.renew_statements
    "vectors",  # claims.vector_store.store_vectors
    "record",  # claims.record.append: the number of a decision
)
