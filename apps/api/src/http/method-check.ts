import type { FastifyInstance } from 'fastify';
import { AppError } from '@strata/errors';

/** Answers 405 with Allow where the path is known and the method is not. Belongs before the routes. */
export function attachMethodCheck(instance: FastifyInstance): void {
  const methods = new Map<string, Set<string>>();
  instance.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set();
    for (const name of [method].flat()) known.add(name);
    methods.set(url, known);
  });
  instance.addHook('onRequest', (request, reply, done) => {
    const allowed = request.is404 ? methodsAt(request.url, methods) : [];
    if (allowed.length === 0) {
      done();
      return;
    }
    reply.header('allow', allowed.join(', '));
    done(new AppError('METHOD_NOT_ALLOWED'));
  });
}

function methodsAt(url: string, methods: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const segments = url.split('?', 1)[0]?.split('/') ?? [];
  const matching = [...methods].filter(([template]) => fits(template.split('/'), segments));
  return [...new Set(matching.flatMap(([, names]) => [...names]))].sort();
}

/** Whether a path has the form of a template, whose parameters are whole segments. */
function fits(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) =>
      part.startsWith(':') ? segments[index] !== '' : part === segments[index],
    )
  );
}
