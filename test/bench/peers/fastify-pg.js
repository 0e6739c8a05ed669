'use strict';

// The bound of a Fastify service that reads the database: one prepared query by primary key.

const fastify = require('fastify');
const { Pool } = require('pg');
const { port, databaseUrl } = require('./settings');

/** As many as Strata may open: 20 pooled and 10 overflow. */
const MAX_CONNECTIONS = 30;

const USER_BY_ID = {
  name: 'user-by-id',
  text: `SELECT id, email, display_name, locale, time_zone, created_at, updated_at
           FROM auth.users WHERE id = $1`,
};

const pool = new Pool({ connectionString: databaseUrl, max: MAX_CONNECTIONS });

const app = fastify();
app.get('/api/users/:id', async (request, reply) => {
  const { rows } = await pool.query({ ...USER_BY_ID, values: [request.params.id] });
  return rows.length === 1 ? rows[0] : reply.code(404).send();
});
app.listen({ host: '127.0.0.1', port });
