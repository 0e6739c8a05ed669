import { ApiParam } from '@nestjs/swagger';

/** The demonstration customer; documented examples may be called as they stand. */
export const EXAMPLE_USER_ID = '5971333382399';

/** Documents the path parameter `id` of a route on one user. */
export function ApiUserId(example = EXAMPLE_USER_ID): MethodDecorator & ClassDecorator {
  return ApiParam({
    name: 'id',
    description: "The user's id.",
    example,
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
  });
}
