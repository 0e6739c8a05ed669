import { editDistance } from './edit-distance';
import { isServiceLink, textOf, type Environment } from './environment';

/** Beginnings that only settings of this service are expected to have. */
const FAMILIES = ['AUTH_', 'CACHE_', 'CORS_', 'DATABASE_', 'DB_', 'EMBEDDED_', 'REDIS_'];

/** What Kubernetes sets in every pod for a Service, whatever its name. */
const SERVICE_VARIABLE = /_SERVICE_(?:HOST|PORT(?:_\w+)?)$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?$/;

/** Variables that other software uses for what is here a part of one URL. */
const PARTS_OF_A_URL: Readonly<Record<string, readonly string[]>> = {
  DATABASE_URL: ['DB_HOST', 'DB_PORT', 'DB_USER', 'DB_USERNAME', 'DB_PASSWORD', 'DB_NAME'],
  REDIS_URL: ['REDIS_USER', 'REDIS_USERNAME', 'REDIS_PASSWORD'],
};

/** A name this short is too easily met by chance. */
const MIN_LENGTH_FOR_TYPO = 8;
const MAX_TYPO_DISTANCE = 2;

/** One warning per variable that is set, looks like a setting of this service, and is none. */
export function unknownVariables(environment: Environment, known: readonly string[]): string[] {
  const isKnown = new Set(known);
  return Object.keys(environment)
    .filter((name) => !isKnown.has(name) && isSetByHand(environment, name))
    .sort()
    .flatMap((name) => {
      const nearest = nearestKnown(name.toUpperCase(), known);
      return looksLikeOurs(name.toUpperCase(), nearest) ? [warningOf(name, nearest.name)] : [];
    });
}

interface Neighbour {
  readonly name: string;
  readonly distance: number;
}

function isSetByHand(environment: Environment, name: string): boolean {
  const text = textOf(environment, name);
  return text !== undefined && !isServiceLink(name, text) && !SERVICE_VARIABLE.test(name);
}

function looksLikeOurs(name: string, nearest: Neighbour): boolean {
  if (FAMILIES.some((family) => name.startsWith(family))) return true;
  return name.length >= MIN_LENGTH_FOR_TYPO && nearest.distance <= MAX_TYPO_DISTANCE;
}

function nearestKnown(name: string, known: readonly string[]): Neighbour {
  const whole = Object.entries(PARTS_OF_A_URL).find(([, parts]) => parts.includes(name));
  if (whole) return { name: whole[0], distance: 0 };
  return known
    .map((candidate) => ({ name: candidate, distance: editDistance(name, candidate) }))
    .reduce((best, candidate) => (candidate.distance < best.distance ? candidate : best), {
      name: '',
      distance: Infinity,
    });
}

function warningOf(name: string, nearest: string): string {
  return `${name} is not a setting of this service and has no effect; the nearest is ${nearest}.`;
}
