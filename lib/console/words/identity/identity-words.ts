/** Words that the screens of the account share: users, groups, policies, projects. */

export const identityWords = {
  forbidden: "You may not see this",
  forbiddenHint:
    "Users, groups, policies and projects are looked after by people who have the policy Security Administrator in the account. Ask one of them.",
  toKeys: "Go to your keys",
  /** As the columns and facts of all of them are called. */
  userName: "User name",
  description: "Description",
  descriptionHint: "Optional, 255 characters at most.",
  descriptionWrong: "A description has 255 characters at most, and no angle brackets or control characters.",
  created: "Creation Time",
  operation: "Operation",
  status: "Status",
  enabled: "Enabled",
  disabled: "Disabled",
  never: "Never",
  none: "None",
  enable: "Enable",
  disable: "Disable",
  delete: "Delete",
  edit: "Edit",
  remove: "Remove",
  clearFilters: "Clear filters",
  nameWrong: "A name has 1 to 64 characters, none of them invisible, and no blank at either end.",
  /** Beside the button that was pressed in vain. @param fields labels of those that are wrong */
  mend: (fields: readonly string[]) => `Correct first: ${fields.join(", ")}.`,
  /** Left of the confirming button. */
  typeName: (name: string) => `To confirm, type ${name}`,
  typeFirst: "Type the name first.",
} as const;
