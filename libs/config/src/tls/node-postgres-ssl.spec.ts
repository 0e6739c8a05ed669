import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { Client } from 'pg';
import type { DatabaseSslConfig } from '../strata-config';
import { nodePostgresSsl } from './node-postgres-ssl';

const fixture = (name: string) => readFileSync(join(__dirname, '../fixtures/tls', name), 'utf8');
const CA = fixture('ca.pem');
const OTHER_CA = fixture('other-ca.pem');

/** AuthenticationOk and ReadyForQuery, as PostgreSQL greets a client it trusts. */
const GREETING = Buffer.from('520000000800000000' + '5a0000000549', 'hex');
const ACCEPTS_TLS = 'S';

/** Speaks just enough of the protocol for a client to connect; its certificate is for "localhost". */
function startServer(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (first) => {
      if (first.length > 8) return socket.write(GREETING);
      const key = { isServer: true, cert: fixture('server.pem'), key: fixture('server.key') };
      socket.write(ACCEPTS_TLS);
      const secure = new TLSSocket(socket, key);
      secure.on('error', () => socket.destroy());
      return secure.once('data', () => secure.write(GREETING));
    });
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe('the ssl option of node-postgres', () => {
  let server: Server;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll((done) => {
    server.close(done);
  });

  /** What became of a connection: "encrypted", "plain", or the code of the refusal. */
  async function connect(host: string, config: DatabaseSslConfig): Promise<string> {
    const { port } = server.address() as AddressInfo;
    const client = new Client({ host, port, user: 'u', ssl: nodePostgresSsl(config) });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client.connection.stream instanceof TLSSocket ? 'encrypted' : 'plain';
    } catch (error) {
      return String((error as NodeJS.ErrnoException).code);
    } finally {
      client.connection.stream.destroy();
    }
  }

  const UNKNOWN_AUTHORITY = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
  const WRONG_HOST = 'ERR_TLS_CERT_ALTNAME_INVALID';

  it.each([
    ['disable', undefined, 'localhost', 'plain'],
    ['require', undefined, 'localhost', 'encrypted'],
    ['require', undefined, '127.0.0.1', 'encrypted'],
    ['require', OTHER_CA, 'localhost', UNKNOWN_AUTHORITY],
    ['require', CA, '127.0.0.1', 'encrypted'],
    ['verify-ca', OTHER_CA, 'localhost', UNKNOWN_AUTHORITY],
    ['verify-ca', CA, '127.0.0.1', 'encrypted'],
    ['verify-full', undefined, 'localhost', UNKNOWN_AUTHORITY],
    ['verify-full', OTHER_CA, 'localhost', UNKNOWN_AUTHORITY],
    ['verify-full', CA, '127.0.0.1', WRONG_HOST],
    ['verify-full', CA, 'localhost', 'encrypted'],
  ] as const)('for %s treats a server as libpq does (%#)', async (mode, ca, host, outcome) => {
    expect(await connect(host, { mode, ca })).toBe(outcome);
  });
});
