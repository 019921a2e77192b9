/** Policies: their list, their pages, and where they are attached. */
import type { HeldScope } from "#lib/domain/policy/held-policy";
import { count, noun, plural } from "../plural";

/** Where a policy is chosen to hold: the name of all projects together, as a choice beside the projects' own. */
const ALL_PROJECTS = "All projects";

export const policyWords = {
  title: "Policies",
  lead: "What members of a user group may do, and in which projects, is said by the policies that are attached to the group.",
  list: "Policies",
  create: "Create Policy",
  forbidden: "You do not have permission to do this in the account.",
  search: "Search policies",
  searchHint: "Name or description",
  loading: "Loading policies",
  error: "The policies could not be loaded",
  noMatch: "No policy matches",
  noMatchHint: "None has this in its name or description.",
  clear: "Clear filters",
  noCustom: "There are no policies of your own yet",
  noCustomHint:
    "The system roles above give all, reading only, or the management of people. A policy of your own says exactly what, and for which keys.",
  columns: { name: "Policy name", type: "Type", description: "Description", references: "Attached", changed: "Changed" },
  kinds: { system: "System role", custom: "Custom" },
  filters: { label: "Type", all: "All types", system: "System roles", custom: "Custom policies" },
  references: (number: number) => (number === 0 ? "Not attached" : plural(number, "time")),
  referencesUnknown: "–",

  page: {
    back: "Policies",
    missing: "There is no such policy",
    missingHint: "It may have been deleted since. Policies that were attached went with it.",
    error: "The policy could not be loaded",
    edit: "Edit",
    delete: "Delete",
    attach: "Attach Policy",
    tryIt: "Try it",
    id: "Policy ID",
    copyId: "policy ID",
    type: "Type",
    created: "Created",
    changed: "Changed",
    attached: "Attached",
    facts: "Facts about the policy",
    document: "Policy JSON",
    copyJson: "policy JSON",
    system: "This is a system role. It is part of the product and cannot be changed or deleted.",
    saysTitle: "What it says",
    linesTitle: "What it allows, line by line",
    linesLead: "The guide's Table 1-6, with the action of each line.",
    linesTable: "Table 1-6",
    newerTitle: "Newer operations",
    newerLead: "What the product can do beyond that table.",
    peopleTitle: "Operations on people and their rights",
    lineColumns: { operation: "Operation", action: "Action", allowed: "Allowed" },
    yes: "Yes",
    no: "No",
  },

  attachments: {
    title: "Where it is attached",
    ofGroup: "Policies",
    noPolicy: "The group has no policy",
    noPolicyHint: "Its members may do nothing by it yet. Attach one, for one project or for all.",
    none: "It is attached to no user group",
    noneHint: "Until it is, it gives nobody anything.",
    loading: "Loading where the policy is attached",
    error: "Where the policy is attached could not be loaded",
    columns: { group: "User group", policy: "Policy", scope: "Project", operation: "Operation" },
    detach: "Detach",
    gone: "Deleted group",
  },

  attach: {
    title: "Attach Policy",
    lead: "Members of the group get what the policy says, with their next request.",
    policy: "Policy",
    choosePolicy: "Choose a policy",
    policyMissing: "Choose a policy.",
    group: "User group",
    chooseGroup: "Choose a user group",
    groupMissing: "Choose a user group.",
    project: "Project",
    chooseProject: "Choose a project",
    projectMissing: "Choose a project, or all of them.",
    isThere: "The group has this policy there already.",
    allProjects: ALL_PROJECTS,
    allProjectsHint: "Those that are made later too.",
    accountOnly: "Security Administrator is about the people of the whole account, so it can be attached only for All projects.",
    accountGives:
      "Whoever is in the group will manage users, groups, policies and projects of the account, and can give themselves any right.",
    loading: "Loading policies, groups and projects",
    error: "Policies, groups and projects could not be loaded",
    done: "Policy attached successfully",
  },

  detach: {
    title: "Detach Policy",
    lead: "Members of the group lose what the policy allows with their next request, unless another policy or group of theirs allows it too.",
    denies: "The policy also forbids things. What it alone forbids, other policies may then allow.",
    policy: "Policy",
    group: "User group",
    project: "Project",
    done: "Policy detached successfully",
  },

  remove: {
    title: "Delete Policy",
    lead: "The policy is deleted for good, and taken from every group that has it.",
    nobody: "It is attached to no user group: nobody loses anything.",
    loses: (number: number) =>
      `It is attached in ${plural(number, "place")}. Members of ${noun(number, "this group", "these groups")} lose what it allows with their next request:`,
    denies: "The policy also forbids things. What it alone forbids, other policies may then allow.",
    where: (group: string, place: string) => `${group}, ${place}`,
    more: (number: number) => `and ${count(number)} more`,
    understand: "I understand that members of these groups lose rights",
    typeLabel: (name: string) => `To confirm, type the name of the policy: ${name}`,
    consentMissing: "Tick the box first.",
    typeMissing: "Type the name of the policy first.",
    waiting: "Looking up where the policy is attached…",
    unknown: "Where the policy is attached could not be looked up. Close this and try again.",
    done: "Policy deleted successfully",
  },
} as const;

/** Where a policy is held. @param project name or ID of the one project */
export function scopeWords(scope: HeldScope, project: string): string {
  switch (scope) {
    case "project":
      return project;
    case "allProjects":
      return ALL_PROJECTS;
    case "account":
      return "The account";
  }
}
