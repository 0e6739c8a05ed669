-- Removes the outbox of cache invalidations. What waits in it is lost: caches are then right after their TTLs.

DROP TABLE IF EXISTS public.cache_invalidations;
