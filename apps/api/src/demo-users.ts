import type { NewUser, Preferences } from '@strata/users';

/** A demonstration user. */
export interface DemoUser {
  readonly profile: NewUser & { readonly timeZone: string };
  readonly preferences?: Preferences;
  /** On which days the user was active, counted back from today, which is 0. */
  readonly activeDays: readonly number[];
}

/** Users whose streaks differ; the first is the customer of the documentation's examples. */
export const DEMO_USERS: readonly DemoUser[] = [
  {
    profile: {
      id: '5971333382399',
      email: 'jana@example.com',
      displayName: 'Jana Nováková',
      locale: 'cs-CZ',
      timeZone: 'Europe/Prague',
    },
    preferences: { theme: 'dark', daily_goal_minutes: 20, voice: { speed: 0.9 } },
    activeDays: [...days(0, 11), ...days(13, 17), ...days(20, 27)],
  },
  {
    profile: {
      id: 'demo-ada',
      email: 'ada@example.com',
      displayName: 'Ada Byron',
      locale: 'en-GB',
      timeZone: 'Europe/London',
    },
    preferences: { theme: 'light', daily_goal_minutes: 10 },
    activeDays: [...days(1, 5), ...days(8, 29)],
  },
  {
    profile: {
      id: 'demo-keiko',
      email: 'keiko@example.com',
      displayName: '山田 恵子',
      locale: 'ja-JP',
      timeZone: 'Asia/Tokyo',
    },
    activeDays: days(2, 15),
  },
  {
    profile: {
      id: 'demo-guest',
      email: 'guest@example.com',
      displayName: 'Guest',
      timeZone: 'UTC',
    },
    activeDays: [],
  },
];

function days(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
