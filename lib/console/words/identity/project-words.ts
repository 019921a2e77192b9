/** Words about the projects of an account. */
import { plural } from "../plural";

export const projectWords = {
  title: "Projects",
  lead: "Keys live in projects. A key of one project does not exist for people who have no policy in it.",
  table: "Projects",
  count: (number: number) => plural(number, "project"),
  search: "Search projects",
  searchHint: "Name, description or ID",
  columns: { name: "Project name", region: "Region", keys: "Keys" },
  id: "Project ID",
  loading: "Loading projects",
  errorTitle: "The projects could not be loaded",
  empty: "No projects yet",
  emptyHint: "A project is called as its region, or as its region, an underscore and a name of its own.",
  noMatch: "No project matches this search",
  noMatchHint: "Names, descriptions and IDs were searched.",

  create: "Create Project",
  createLead: "Nobody may do anything in it until a policy is attached to a group there, or in all projects.",
  name: "Project name",
  nameHint: (region: string) => `${region}_ and then letters, digits, underscores or hyphens; 64 characters at most.`,
  nameMissing: "Enter a project name.",
  nameWrong: (region: string) =>
    `A project is called ${region}, or ${region}_ and letters, digits, underscores or hyphens; 64 characters at most.`,
  created: "Project created successfully",

  edit: "Edit",
  editTitle: "Edit Project",
  edited: "Project changed successfully",

  enableTitle: "Enable Project",
  enableLead: "People and programs can work in the project again, at once.",
  enabled: "Project enabled successfully",
  disableTitle: "Disable Project",
  disableLead: (name: string, keys: number | null) =>
    keys === null || keys === 0
      ? `Everything in ${name} stops, at once and on every instance${keys === 0 ? ". There are no keys in it" : ""}.`
      : `Everything in ${name} stops, at once and on every instance: ${plural(keys, "key")} can be neither used nor changed.`,
  disableStakes: [
    "Programs that encrypt, decrypt or sign with these keys fail from the next request on.",
    "Nobody gets a token for the project, and tokens that are out are refused.",
    "Keys, grants and tags stay as they are. Rotation, scheduled deletions and expiry of material go on by their dates.",
  ],
  disableConsent: "I understand the impact of disabling this project",
  disableFirst: "Tick the box first.",
  disabled: "Project disabled successfully",
} as const;

/** Of a project that somebody is about to enter. */
export const disabledProjectWords = {
  title: (name: string) => `The project ${name} is disabled`,
  hint: "Nobody can work in it until a security administrator enables it again. Its keys are still there.",
  toProjects: "Go to Projects",
  /** In the menu of projects. */
  entry: (id: string) => `Disabled · ${id}`,
} as const;
