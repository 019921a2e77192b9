/** Words about groups of users. */
import { plural } from "../plural";

export const groupWords = {
  title: "Groups",
  lead: "Members of a group may do what its policies allow, in the projects they are attached to.",
  table: "Groups",
  count: (number: number) => plural(number, "group"),
  search: "Search groups",
  searchHint: "Name, description or ID",
  columns: { name: "Group name" },
  loading: "Loading groups",
  errorTitle: "The groups could not be loaded",
  empty: "No groups yet",
  emptyHint: "A group has members and policies. Create one, attach a policy, and add the people who are to have it.",
  noMatch: "No group matches this search",
  noMatchHint: "Names, descriptions and IDs were searched.",

  create: "Create Group",
  createLead: "Attach policies and add members afterwards, on the group's page.",
  name: "Group name",
  nameMissing: "Enter a group name.",
  created: "Group created successfully",
} as const;

export const groupPageWords = {
  back: "Groups",
  loading: "Loading the group",
  errorTitle: "The group could not be loaded",
  gone: "There is no such group",
  goneHint: "The group has been deleted, or the address is wrong.",
  toGroups: "Go to Groups",
  facts: "Facts about the group",
  groupId: "Group ID",

  edit: "Edit group",
  editTitle: "Edit Group",
  edited: "Group changed successfully",

  deleteTitle: "Delete Group",
  deleteLead: "All members lose at once what only this group allows. The people themselves stay.",
  /** @param members null where nobody knows */
  deleteStake: (members: number | null) =>
    members === null
      ? "Memberships and all attachments of policies go with it, for good."
      : `${plural(members, "membership")} and all attachments of policies go with it, for good.`,
  deleted: "Group deleted successfully",

  members: "Members",
  membersLead: "Each may do what the group's policies allow.",
  membersTable: "Members of the group",
  membersLoading: "Loading members",
  membersError: "The members could not be loaded",
  membersEmpty: "No members yet",
  membersEmptyHint: "Nobody may do anything through this group.",
  addMember: "Add Member",
  user: "User",
  userHint: "Type a part of the name, or paste a user ID.",
  userMissing: "Choose a user.",
  userUnknown: "There is no such user in this account.",
  isMember: (name: string) => `${name} is a member already.`,
  added: "Member added successfully",
  removeTitle: "Remove Member",
  removeLead: "The user loses at once what only this group allows. Add the user again at any time.",
  removed: "Member removed successfully",

  policies: "Policies",
} as const;
