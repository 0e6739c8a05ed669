-- Removes the answers kept for Idempotency-Keys, with their indexes. Requests that are repeated after that are new ones.

DROP TABLE IF EXISTS production.idempotent_requests;
