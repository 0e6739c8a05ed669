'use strict';

// The bound of a Fastify service that caches in memory: one route over a Map, and nothing else.

const fastify = require('fastify');
const { port, readUser } = require('./settings');

const user = readUser();
const users = new Map([[user.id, user]]);

const app = fastify();
app.get('/api/users/:id', (request, reply) => {
  const found = users.get(request.params.id);
  return found ? reply.send(found) : reply.code(404).send();
});
app.listen({ host: '127.0.0.1', port });
