import fc from 'fast-check';
import { AppError } from '@strata/errors';
import { decodeCursor, encodeCursor } from './pagination';

describe('cursors', () => {
  it('come back as the position they were made of', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), fc.uuid(), (createdAt, id) => {
        expect(decodeCursor(encodeCursor({ createdAt, id }))).toEqual({ createdAt, id });
      }),
    );
  });

  it('are refused with INVALID_CURSOR whatever else they hold', () => {
    const accepted = (cursor: string): boolean => {
      try {
        return decodeCursor(cursor) !== undefined;
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect(error).toMatchObject({ code: 'INVALID_CURSOR' });
        return false;
      }
    };
    fc.assert(fc.property(fc.string(), (cursor) => !accepted(cursor)));
    fc.assert(fc.property(fc.json(), (json) => !accepted(Buffer.from(json).toString('base64url'))));
  });

  it('stand for the first page when absent', () => {
    expect(decodeCursor(undefined)).toBeUndefined();
  });
});
