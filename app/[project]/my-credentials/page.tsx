import type { Metadata } from "next";
import { CredentialsView } from "#components/credentials/credentials-view";
import { enterPage } from "#lib/console/server/enter-page";
import { listProjects } from "#lib/console/server/projects";
import { accessKeyQuota } from "#lib/console/server/settings";
import { credentialsWords } from "#lib/console/words/credentials-words";

export const metadata: Metadata = { title: credentialsWords.title };

export default async function MyCredentials({ params }: { params: Promise<{ project: string }> }) {
  const { session } = await enterPage((await params).project);
  const { userId, userName, accountId, accountName } = session;
  return (
    <CredentialsView
      self={{ userId, userName, accountId, accountName }}
      projects={await listProjects()}
      mostAccessKeys={accessKeyQuota()}
    />
  );
}
