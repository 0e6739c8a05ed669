import { Client, type ClientConfig } from 'pg';

/** As much of pg's Connection as its type declarations leave out (pg 8 `lib/connection.js`). */
interface CancelConnection {
  readonly stream: { destroy(): void };
  connect(port: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: number): void;
  on(event: 'connect' | 'sslconnect' | 'error' | 'end', listener: () => void): void;
}

/** As much of pg's Client as its type declarations leave out (pg 8 `lib/client.js`). */
interface CancelClient {
  readonly connection: CancelConnection;
  readonly host: string;
  readonly port: number;
  readonly ssl: unknown;
  readonly sslNegotiation: 'postgres' | 'direct';
  /** The backend at the other end, and the proof that it may be interrupted. */
  readonly processID: number;
  readonly secretKey: number;
}

/**
 * Asks the server, over a connection made for it, to stop what `target` is doing (PostgreSQL protocol,
 * "Canceling Requests in Progress"). Resolves true once the server has passed that on, which it shows by
 * closing: what `target` sends afterwards is not hit. False when that did not happen in time.
 */
export function requestCancel(
  config: ClientConfig,
  target: Client,
  timeoutMs: number,
): Promise<boolean> {
  const client = asCancelClient(new Client(config));
  const { connection } = client;
  const { processID, secretKey } = asCancelClient(target);
  return new Promise((resolve) => {
    const done = (passedOn: boolean): void => {
      clearTimeout(timer);
      connection.stream.destroy();
      resolve(passedOn);
    };
    const timer = setTimeout(() => done(false), timeoutMs);
    let sent = false;
    onceReady(client, () => {
      sent = true;
      connection.cancel(processID, secretKey);
    });
    connection.on('error', () => done(false));
    connection.on('end', () => done(sent));
    open(client);
  });
}

/** pg's own Client.cancel does not speak TLS, and does not tell when it is done. */
function onceReady({ connection, ssl, sslNegotiation }: CancelClient, ready: () => void): void {
  connection.on('sslconnect', ready);
  connection.on('connect', () => {
    if (!ssl) ready();
    else if (sslNegotiation !== 'direct') connection.requestSsl();
  });
}

function open({ connection, host, port }: CancelClient): void {
  if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`);
  else connection.connect(port, host);
}

function asCancelClient(client: Client): CancelClient {
  // The declarations of pg leave these members out.
  return client as unknown as CancelClient;
}
