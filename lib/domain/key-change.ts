/** What can be done to many keys alike. */
export const KEY_CHANGES = ["enable", "disable", "scheduleDeletion", "cancelDeletion", "createTags", "deleteTags"] as const;
export type KeyChange = (typeof KEY_CHANGES)[number];
