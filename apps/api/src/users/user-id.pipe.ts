import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { refuseProblems } from '@strata/errors';
import { userIdProblem } from '@strata/users';

/** Refuses a path whose user id no user can have, naming the parameter. */
@Injectable()
export class UserIdPipe implements PipeTransform<string, string> {
  transform(value: string, { data }: ArgumentMetadata): string {
    refuseProblems({ [data ?? 'id']: userIdProblem(value) });
    return value;
  }
}
