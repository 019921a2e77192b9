/** Words of My Credentials. */

export const credentialsWords = {
  title: "My Credentials",
  api: "API Credentials",
  lead: "What programs need to sign in to the REST API as you.",
  userName: "IAM user name",
  userId: "IAM user ID",
  accountName: "Account name",
  accountId: "Account ID",
  projectName: "Project name",
  projectId: "Project ID",
} as const;
