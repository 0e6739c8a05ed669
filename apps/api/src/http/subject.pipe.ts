import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { AppError } from '@strata/errors';

const MAX_LENGTH = 256;

/** Refuses a path whose owner no token can name, naming the parameter. */
@Injectable()
export class SubjectPipe implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    if (value.length <= MAX_LENGTH && !value.includes('\0')) return value;
    const field = data ?? 'id';
    const message = `${field} must be at most ${String(MAX_LENGTH)} characters, none of them NUL`;
    throw new AppError('VALIDATION_FAILED', { errors: [{ field, message }] });
  }
}
