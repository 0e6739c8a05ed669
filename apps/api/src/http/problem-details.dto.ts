import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** One offending field of a request. */
class FieldErrorDto {
  @ApiProperty({ description: 'The field, by its name on the wire.', example: 'email' })
  field!: string;

  @ApiProperty({
    description: 'What is wrong, and what is allowed.',
    example: 'email must be an email',
  })
  message!: string;
}

/** The body of every error: problem details of RFC 9457, with a stable code and the request's id. */
export class ProblemDetailsDto {
  @ApiProperty({ example: 'urn:strata:problem:user-not-found' })
  type!: string;

  @ApiProperty({ example: 'There is no such user' })
  title!: string;

  @ApiProperty({ example: 404 })
  status!: number;

  @ApiProperty({ example: 'Create the user first with POST /api/users, or correct the id.' })
  detail!: string;

  @ApiProperty({ description: 'The path of the request.', example: '/api/users/nobody' })
  instance!: string;

  @ApiProperty({ description: 'Stable; meant for programs.', example: 'USER_NOT_FOUND' })
  code!: string;

  @ApiProperty({ example: '0b0b6c4e-6f0e-4a52-8b4c-3a1f6e1d2c3b' })
  request_id!: string;

  @ApiPropertyOptional({ type: [FieldErrorDto], description: 'Every offending field at once.' })
  errors?: FieldErrorDto[];
}
