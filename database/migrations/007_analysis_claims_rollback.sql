-- Removes the claims. Of requests under way with one Idempotency-Key, several may then be answered; each analysis is stored once.

DROP TABLE IF EXISTS production.analysis_claims;
