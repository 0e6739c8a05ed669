import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import {
  bits,
  boolean,
  element,
  identifier,
  integer,
  octets,
  sequence,
  set,
  tagged,
  utcTime,
  utf8,
} from './der';

const DAY_MS = 24 * 60 * 60 * 1_000;
const ECDSA_WITH_SHA256 = sequence(identifier('1.2.840.10045.4.3.2'));
const LOOPBACK = Buffer.from([127, 0, 0, 1]);

/** A certificate with its key, in PEM. */
export interface CertificatePem {
  readonly certificate: string;
  readonly key: string;
}

interface Subject {
  readonly name: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

/** An authority of a test's own, made without any program: P-256 keys, certificates for a day (RFC 5280). */
export class CertificateAuthority {
  /** In PEM. */
  readonly certificate: string;
  readonly #name = `Test authority ${randomBytes(4).toString('hex')}`;
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  constructor() {
    const { publicKey } = this.#keys;
    const isAuthority = extension('2.5.29.19', sequence(boolean(true)));
    this.certificate = this.#sign({ name: this.#name, publicKey, extensions: [isAuthority] });
  }

  /** A certificate for a server on 127.0.0.1 and `localhost`. */
  issue(): CertificatePem {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const names = sequence(element(0x82, Buffer.from('localhost')), element(0x87, LOOPBACK));
    const extensions = [extension('2.5.29.17', names)];
    return {
      certificate: this.#sign({ name: 'localhost', publicKey, extensions }),
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  }

  #sign({ name, publicKey, extensions }: Subject): string {
    const now = Date.now();
    const contents = sequence(
      tagged(0, integer(Buffer.from([2]))),
      integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
      ECDSA_WITH_SHA256,
      distinguishedName(this.#name),
      sequence(utcTime(new Date(now - DAY_MS)), utcTime(new Date(now + DAY_MS))),
      distinguishedName(name),
      publicKey.export({ type: 'spki', format: 'der' }),
      tagged(3, sequence(...extensions)),
    );
    const signature = sign('sha256', contents, this.#keys.privateKey);
    return pem(sequence(contents, ECDSA_WITH_SHA256, bits(signature)));
  }
}

function distinguishedName(commonName: string): Buffer {
  return sequence(set(sequence(identifier('2.5.4.3'), utf8(commonName))));
}

function extension(id: string, content: Buffer): Buffer {
  return sequence(identifier(id), octets(content));
}

function pem(der: Buffer): string {
  const lines = (der.toString('base64').match(/.{1,64}/g) ?? []).join('\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
