import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { AppError } from '@strata/errors';
import { userIdProblem } from '@strata/users';

/** Refuses a path whose user id no user can have, naming the parameter. */
@Injectable()
export class UserIdPipe implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    const message = userIdProblem(value);
    if (message === undefined) return value;
    throw new AppError('VALIDATION_FAILED', { errors: [{ field: data ?? 'id', message }] });
  }
}
