import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import type { Page, PagePosition } from '@strata/database';
import { AppError } from '@strata/errors';
import { Digits } from './digits';
import { IfGiven } from './if-given';

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 100;
const MAX_CURSOR_LENGTH = 512;
/** What `toISOString` makes of the years that PostgreSQL knows as well. */
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** The query parameters of every list. */
export class PageQuery {
  @ApiPropertyOptional({
    description: 'How many items a page holds.',
    minimum: 1,
    maximum: MAX_PAGE_SIZE,
    default: DEFAULT_PAGE_SIZE,
  })
  @IfGiven()
  @Digits()
  @IsInt()
  @Min(1)
  @Max(MAX_PAGE_SIZE)
  limit: number = DEFAULT_PAGE_SIZE;

  @ApiPropertyOptional({
    description: 'The `next_cursor` of the previous page; left out for the first page.',
    maxLength: MAX_CURSOR_LENGTH,
  })
  @IfGiven()
  @IsString()
  @MaxLength(MAX_CURSOR_LENGTH)
  cursor?: string;
}

/** Where every list goes on. */
export abstract class PageDto {
  @ApiProperty({
    type: String,
    nullable: true,
    description: '`cursor` of the next page; null on the last.',
    example: null,
  })
  next_cursor!: string | null;
}

/** The wire form of a page; `toDto` gives that of an item. */
export function toPageDto<Item, Dto>({ items, next }: Page<Item>, toDto: (item: Item) => Dto) {
  return { data: items.map((item) => toDto(item)), next_cursor: next && encodeCursor(next) };
}

/** An opaque cursor for the page after `position`. */
export function encodeCursor(position: PagePosition): string {
  return Buffer.from(JSON.stringify([position.createdAt.toISOString(), position.id])).toString(
    'base64url',
  );
}

/**
 * The position a cursor stands for; undefined for the first page.
 * @throws AppError INVALID_CURSOR when it is not one that {@link encodeCursor} made.
 */
export function decodeCursor(cursor: string | undefined): PagePosition | undefined {
  if (cursor === undefined) return undefined;
  const parts = parseParts(cursor);
  if (!Array.isArray(parts) || parts.length !== 2) throw new AppError('INVALID_CURSOR');
  // Array.isArray makes them any.
  const [time, id] = parts as unknown[];
  if (typeof time !== 'string' || typeof id !== 'string') throw new AppError('INVALID_CURSOR');
  const createdAt = new Date(ISO_TIME.test(time) ? time : NaN);
  if (Number.isNaN(createdAt.getTime()) || id.includes('\0')) throw new AppError('INVALID_CURSOR');
  return { createdAt, id };
}

function parseParts(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (cause) {
    throw new AppError('INVALID_CURSOR', { cause });
  }
}
