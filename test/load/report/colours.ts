/** Told apart by colour-blind readers too. */
export const [BLUE, GREEN, ORANGE, RED, SKY, PINK] = [
  '#0072b2',
  '#009e73',
  '#e69f00',
  '#d55e00',
  '#56b4e9',
  '#cc79a7',
] as const;
