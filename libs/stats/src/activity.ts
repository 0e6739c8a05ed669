/** Something a user did. */
export interface NewActivity {
  /** Chosen by whoever reports it; the same id again is the same activity. */
  readonly eventId: string;
  /** What was done, e.g. `lesson`. */
  readonly type: string;
  readonly occurredAt: Date;
  /** Default 0. */
  readonly durationSeconds?: number | undefined;
  /** Default 0. */
  readonly points?: number | undefined;
}

/** An activity as it was recorded. */
export interface Activity {
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Date;
  readonly durationSeconds: number;
  readonly points: number;
  /** The user's calendar date at `occurredAt`, `YYYY-MM-DD`. */
  readonly localDate: string;
  /** The user's time zone when the activity was recorded, from which `localDate` follows. */
  readonly timeZone: string;
  readonly recordedAt: Date;
}

/** True when `input` says of an event exactly what was recorded of it. */
export function isRepeatOf(recorded: Activity, input: NewActivity): boolean {
  return (
    recorded.type === input.type &&
    recorded.occurredAt.getTime() === input.occurredAt.getTime() &&
    recorded.durationSeconds === (input.durationSeconds ?? 0) &&
    recorded.points === (input.points ?? 0)
  );
}
