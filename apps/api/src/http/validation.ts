import {
  Injectable,
  ValidationPipe,
  type ArgumentMetadata,
  type ValidationError,
} from '@nestjs/common';
import { AppError, type FieldError } from '@strata/errors';
import { refuseInheritedKeys, refuseOddBody } from './odd-input';

/**
 * Checks bodies, queries and parameters against their DTO classes: every offending field at once,
 * and no property that the DTO does not declare.
 */
@Injectable()
export class StrictValidationPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      exceptionFactory: (found) => {
        const errors = found.flatMap((error) => fieldErrors(error));
        return new AppError('VALIDATION_FAILED', { errors });
      },
    });
  }

  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body') refuseOddBody(value);
    if (metadata.type === 'query' && typeof value === 'object' && value !== null) {
      refuseInheritedKeys(value);
    }
    return super.transform(value, metadata);
  }
}

function fieldErrors(error: ValidationError, parent = ''): FieldError[] {
  const field = parent + error.property;
  const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message }));
  const nested = (error.children ?? []).flatMap((child) => fieldErrors(child, `${field}.`));
  return [...own, ...nested];
}
