/** Words of what stands around every page: top bar, navigation, menus, palette. */

export const shellWords = {
  project: "Region or project",
  noProjects: "You have no access to any project",
  noProjectsHint: "You may do nothing here yet. Ask a security administrator to add you to a group that has a policy in a project.",
  noProject: "No project",
  theme: "Theme",
  themes: { system: "System", light: "Light", dark: "Dark" },
  userMenu: "User menu",
  myCredentials: "My Credentials",
  permissions: "Permissions",
  signOut: "Sign out",
  navigation: "Main navigation",
  drawer: "Navigation",
  collapse: "Collapse",
  expand: "Expand",
  overview: "Overview",
  keys: "Keys",
  traces: "Audit traces",
  identity: "Identity",
  users: "Users",
  groups: "Groups",
  policies: "Policies",
  projects: "Projects",
  system: "System",
  search: "Search",
  /** Not just "Search", which is a button of Search by Tag. */
  searchButton: "Search keys and actions",
  searchHint: "Go to a key or an action",
  searching: "Searching keys…",
  nothingFound: "Nothing matches.",
  goTo: "Go to",
  actions: "Actions",
} as const;

export const shortcutWords = {
  title: "Keyboard shortcuts",
  rows: [
    [["/"], "Filter the key list, or the audit traces"],
    [["c"], "Create a key"],
    [["j", "k"], "Next and previous row"],
    [["Ctrl K"], "Search keys and actions"],
    [["?"], "This help"],
  ],
  enabled: "Single-key shortcuts",
  enabledHint: "Turn them off if you use speech input. Ctrl K stays.",
} as const;

export const helpMenuWords = { title: "Help", procedures: "Guide procedures", api: "API reference" } as const;
