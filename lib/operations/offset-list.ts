/** Lists that are read by count: what is asked for, and where the answer ends. */

/** A part of a list, by count. */
export type OffsetInput = { readonly limit?: number | undefined; readonly marker?: number | undefined };

/** Where a part of a list ends. */
export type OffsetOutput = {
  /** `marker` of the next part; null where there is none. */
  readonly nextMarker: number | null;
  /** How many the whole list holds. */
  readonly total: number;
};
