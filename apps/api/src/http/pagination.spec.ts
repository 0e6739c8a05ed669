import fc from 'fast-check';
import { AppError } from '@strata/errors';
import { decodeCursor, encodeCursor } from './pagination';

const YEARS = { min: new Date('0001-01-01'), max: new Date('9999-12-31T23:59:59.999Z') };

describe('cursors', () => {
  it('come back as the position they were made of', () => {
    fc.assert(
      fc.property(fc.date({ ...YEARS, noInvalidDate: true }), fc.uuid(), (createdAt, id) => {
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

  it.each(['-271821-04-20T00:00:00.000Z', '+275760-09-13T00:00:00.000Z', '1', '2025-06-20'])(
    'are refused with INVALID_CURSOR when none was made of their time: %s',
    (time) => {
      const cursor = Buffer.from(JSON.stringify([time, 'ada'])).toString('base64url');
      expect(() => decodeCursor(cursor)).toThrow(new AppError('INVALID_CURSOR'));
    },
  );

  it('stand for the first page when absent', () => {
    expect(decodeCursor(undefined)).toBeUndefined();
  });
});
