import { Injectable } from '@nestjs/common';

/** Tells the time. Provide another one to test what happens at midnight. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
