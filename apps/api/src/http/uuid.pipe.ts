import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { AppError } from '@strata/errors';

/** Refuses a path whose id is no UUID, naming the parameter. */
@Injectable()
export class UuidPipe implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    if (isUUID(value)) return value.toLowerCase();
    const field = data ?? 'id';
    throw new AppError('VALIDATION_FAILED', {
      errors: [{ field, message: `${field} must be a UUID` }],
    });
  }
}
