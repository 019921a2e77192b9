/** Orders in which a list of keys is shown; those of one age are in the order of their IDs. */
export const KEY_ORDERS = ["newestFirst", "oldestFirst", "aliasAscending", "aliasDescending"] as const;
export type KeyOrder = (typeof KEY_ORDERS)[number];
