import { bearer, type TestApp } from './app';

/** A word that only the planted user's data holds, in every form that is kept of them. */
export const PLANTED_SECRET = 'zqxsecretword';

/** A user whose data nobody else may see. */
export interface PlantedUser {
  readonly id: string;
  readonly projectId: string;
  readonly analysisId: string;
  readonly headers: { readonly authorization: string };
  /** Reads everything as the owner, so that the cache holds it. @returns the answers */
  warm(): Promise<string[]>;
}

/**
 * Has `id` create a profile, settings, a project, an analysis and an activity, each with the secret.
 *
 * @param credentials default: a token of {@link bearer}
 */
export async function plantUser(
  test: TestApp,
  id: string,
  credentials?: PlantedUser['headers'],
): Promise<PlantedUser> {
  const headers = credentials ?? (await bearer(id));
  const send = async (method: 'POST' | 'PUT', url: string, payload: object) => {
    const response = await test.app.inject({ method, url, headers, payload });
    if (response.statusCode >= 300) throw new Error(`${method} ${url}: ${response.body}`);
    return response.json<{ id: string }>().id;
  };
  const secret = PLANTED_SECRET;
  await send('POST', '/api/users', { email: `${secret}.${id}@example.com`, display_name: secret });
  await send('PUT', `/api/users/${id}/settings`, { preferences: { [secret]: secret } });
  const projectId = await send('POST', '/api/projects', { name: secret, description: secret });
  const analysisId = await send('POST', '/api/analysis', {
    kind: 'issue',
    title: `${secret} crashes`,
    content: `The ${secret} crashes. Every ${secret} crashes.`,
    project_id: projectId,
  });
  await send('POST', `/api/users/${id}/activities`, {
    event_id: secret,
    type: secret,
    occurred_at: '2025-06-20T18:30:00Z',
  });
  const urls = ownPaths(id, projectId, analysisId);
  const warm = () =>
    Promise.all(urls.map(async (url) => (await test.app.inject({ url, headers })).body));
  return { id, projectId, analysisId, headers, warm };
}

function ownPaths(id: string, projectId: string, analysisId: string): string[] {
  return [
    `/api/users/${id}`,
    `/api/users/${id}/settings`,
    `/api/users/${id}/stats/daily?date=2025-06-20`,
    `/api/users/${id}/stats/summary`,
    `/api/mcp/customer/${id}`,
    `/api/user/${id}/analyses`,
    `/api/analysis/${analysisId}`,
    `/api/projects`,
    `/api/projects/${projectId}/analyses`,
  ];
}
