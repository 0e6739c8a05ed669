import type { Person } from '../mix/person';
import { TEXTS } from '../mix/texts';
import { authorization } from '../mix/tokens';

const AT_A_TIME = 8;

/** Creates users, each with settings, an activity and an analysis, through the service. */
export async function createPeople(
  origin: string,
  secret: string,
  count: number,
): Promise<readonly Person[]> {
  const people: Person[] = [];
  let next = 0;
  const createSome = async () => {
    for (let index = next++; index < count; index = next++)
      people[index] = await createPerson(origin, secret, index);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, createSome));
  return people;
}

async function createPerson(origin: string, secret: string, index: number): Promise<Person> {
  const id = `load-${String(index)}`;
  const headers = {
    ...(await authorization(secret, id, 'user')),
    'content-type': 'application/json',
  };
  const send = async (method: 'POST' | 'PUT', path: string, body: object) => {
    const response = await fetch(origin + path, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return (await response.json()) as { readonly id: string };
  };
  await send('POST', '/api/users', { email: `${id}@example.com`, display_name: `Person ${id}` });
  await send('PUT', `/api/users/${id}/settings`, { preferences: { theme: 'dark' } });
  await send('POST', `/api/users/${id}/activities`, {
    event_id: 'first',
    type: 'lesson',
    occurred_at: new Date().toISOString(),
  });
  const analysis = { kind: 'text', content: TEXTS[index % TEXTS.length] };
  const { id: analysisId } = await send('POST', '/api/analysis', analysis);
  return { id, analysisId };
}
