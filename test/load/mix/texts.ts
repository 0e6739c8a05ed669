const SUBJECTS = ['The login page', 'The export', 'The mobile app', 'The search', 'The invoice'];
const EVENTS = ['crashes when Enter is pressed', 'is wonderful since the release'];

/** What is analysed: few enough that the load soon repeats itself, as callers do, and its data stop growing. */
export const TEXTS: readonly string[] = SUBJECTS.flatMap((subject) =>
  EVENTS.map((event) => `${subject} ${event}. Support answered at once, and asked for the steps.`),
);
