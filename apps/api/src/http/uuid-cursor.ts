import { isUUID } from 'class-validator';
import type { PagePosition } from '@strata/database';
import { AppError } from '@strata/errors';
import { decodeCursor } from './pagination';

/**
 * The position a cursor stands for, in a list of resources whose ids are UUIDs.
 * @throws AppError INVALID_CURSOR.
 */
export function decodeUuidCursor(cursor: string | undefined): PagePosition | undefined {
  const position = decodeCursor(cursor);
  if (position && !isUUID(position.id)) throw new AppError('INVALID_CURSOR');
  return position;
}
