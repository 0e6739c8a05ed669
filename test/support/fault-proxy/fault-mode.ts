/** What a fault proxy does with what passes through it. */
export type FaultMode =
  /** Forwards everything. */
  | { readonly kind: 'pass' }
  /** Nobody listens: connections are refused, and those that were open are cut. */
  | { readonly kind: 'refuse' }
  /** Connections are accepted and stay open, but nothing comes through until the mode changes. */
  | { readonly kind: 'freeze' }
  /** Everything arrives later by `ms`, in both directions. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The server's answers are replaced by as many bytes that mean nothing in any protocol. */
  | { readonly kind: 'garbage' };
