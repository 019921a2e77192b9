/** What the palette goes to besides keys: actions and pages, as far as the role includes them. */
import type { Place } from "#components/shell/workplace";
import { type Wanted, want } from "#lib/console/browser/wanted";
import {
  accessKeyWords,
  codeWords,
  credentialsWords,
  passkeyWords,
  passwordWords,
  sessionWords,
} from "#lib/console/words/credentials-words";
import { helpWords } from "#lib/console/words/help-words";
import { groupWords } from "#lib/console/words/identity/group-words";
import { projectWords } from "#lib/console/words/identity/project-words";
import { userWords } from "#lib/console/words/identity/user-words";
import { listWords } from "#lib/console/words/list-words";
import { policyWords } from "#lib/console/words/policies/policy-words";
import { shellWords, shortcutWords } from "#lib/console/words/shell-words";

export type PaletteEntry = {
  /** Unique, also among keys. */
  readonly id: string;
  readonly text: string;
  readonly aside?: string;
  /** Where it leads to; a whole address leaves the console. Absent for what opens here. */
  readonly href?: string;
  /** What it opens there. */
  readonly wanted?: Wanted;
};

export type PaletteGroup = { readonly heading: string; readonly entries: readonly PaletteEntry[] };

/** Panes of My Credentials that are looked for by their own names. */
const PANES = [
  { id: "access-keys", title: accessKeyWords.title },
  { id: "one-time-codes", title: codeWords.title },
  { id: "passkeys", title: passkeyWords.title },
  { id: "sessions", title: sessionWords.title },
];

/** @param text as typed, without blanks around it */
export function paletteGroups({ project, basePath, mayDo, mayDoInAccount, apiUrl }: Place, text: string): readonly PaletteGroup[] {
  const keys = `${basePath}/keys`;
  const credentials = `${basePath}/my-credentials`;
  const mayCreate = project !== null && mayDo.includes("createKey");
  const actions: (PaletteEntry | false)[] = [
    mayCreate && { id: "create", text: listWords.createKey, aside: "c", href: keys, wanted: "create" },
    mayCreate && mayDo.includes("importKeyMaterial") && { id: "import", text: listWords.importKey, href: keys, wanted: "import" },
    mayDoInAccount.includes("createUser") && { id: "create-user", text: userWords.create, href: "/identity/users", wanted: "create-user" },
    mayDoInAccount.includes("createGroup") && {
      id: "create-group",
      text: groupWords.create,
      href: "/identity/groups",
      wanted: "create-group",
    },
    mayDoInAccount.includes("createPolicy") && {
      id: "create-policy",
      text: policyWords.create,
      href: "/identity/policies",
      wanted: "create-policy",
    },
    mayDoInAccount.includes("createProject") && {
      id: "create-project",
      text: projectWords.create,
      href: "/identity/projects",
      wanted: "create-project",
    },
    { id: "access-key", text: accessKeyWords.create, href: credentials, wanted: "access-key" },
    { id: "password", text: passwordWords.change, href: `${credentials}#password` },
    { id: "shortcuts", text: shortcutWords.title, aside: "?", wanted: "shortcuts" },
  ];
  const mayManage = mayDoInAccount.includes("listUsers");
  const pages: PaletteEntry[] = [
    ...(project !== null && mayDo.includes("describeOverview")
      ? [{ id: "overview", text: shellWords.overview, href: `${basePath}/overview` }]
      : []),
    ...(project === null || (mayManage && !mayDo.includes("searchKeys")) ? [] : [{ id: "keys", text: shellWords.keys, href: keys }]),
    ...(project !== null && (mayDo.includes("listTraces") || mayDoInAccount.includes("listTraces"))
      ? [{ id: "traces", text: shellWords.traces, href: `${basePath}/traces` }]
      : []),
    ...(mayManage
      ? [
          { id: "users", text: shellWords.users, href: "/identity/users" },
          { id: "groups", text: shellWords.groups, href: "/identity/groups" },
          { id: "policies", text: shellWords.policies, href: "/identity/policies" },
          { id: "projects", text: shellWords.projects, href: "/identity/projects" },
        ]
      : []),
    ...(project === null || !mayDo.includes("describeSystem")
      ? []
      : [{ id: "system", text: shellWords.system, href: `${basePath}/system` }]),
    ...(project === null ? [] : [{ id: "permissions", text: shellWords.permissions, href: `${basePath}/permissions` }]),
    { id: "credentials", text: credentialsWords.title, href: credentials },
    ...PANES.map(({ id, title }) => ({ id, text: title, aside: credentialsWords.title, href: `${credentials}#${id}` })),
    { id: "help", text: helpWords.title, href: `${basePath}/help` },
    { id: "api", text: helpWords.api, href: `${apiUrl}/docs` },
  ];
  const matches = (entry: PaletteEntry) => entry.text.toLowerCase().includes(text.toLowerCase());
  return [
    { heading: shellWords.actions, entries: actions.filter((entry) => entry !== false).filter(matches) },
    { heading: shellWords.goTo, entries: pages.filter(matches) },
  ].filter(({ entries }) => entries.length > 0);
}

/** Goes where an entry leads and opens there what it is for. */
export function goTo({ href, wanted }: PaletteEntry, push: (path: string) => void): void {
  if (href && !href.startsWith("/")) return void window.open(href, "_blank", "noopener");
  if (wanted) want(wanted);
  // Where it is opened on the very page one is on, the page stays as it is.
  if (href && !(wanted && window.location.pathname === href)) push(href);
}
