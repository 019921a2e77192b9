/** Words of My Credentials. */

export const credentialsWords = {
  title: "My Credentials",
  lead: "API Credentials: what programs need to sign in to the REST API as you.",
  userName: "IAM user name",
  userId: "IAM user ID",
  accountName: "Account name",
  accountId: "Account ID",
  projects: "Projects",
  projectName: "Project name",
  projectId: "Project ID",
} as const;
