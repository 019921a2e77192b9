/** Region of a project: its name up to the first underscore (api-reference §1.6). */
export function toRegion(projectName: string): string {
  return projectName.split("_", 1)[0] ?? projectName;
}
