import type { Metadata } from "next";
import { CopyButton } from "#components/patterns/copy-button";
import { PageHead } from "#components/patterns/page-head";
import { enterPage } from "#lib/console/server/enter-page";
import { listProjects } from "#lib/console/server/projects";
import { credentialsWords } from "#lib/console/words/credentials-words";

export const metadata: Metadata = { title: credentialsWords.title };

export default async function MyCredentials({ params }: { params: Promise<{ project: string }> }) {
  const { session } = await enterPage((await params).project);
  const projects = await listProjects();
  const rows = [
    { id: session.userId, kind: credentialsWords.userName, kindOfId: credentialsWords.userId, name: session.userName },
    { id: session.accountId, kind: credentialsWords.accountName, kindOfId: credentialsWords.accountId, name: session.accountName },
    ...projects.map(({ id, name }) => ({ id, name, kind: credentialsWords.projectName, kindOfId: credentialsWords.projectId })),
  ];
  return (
    <>
      <PageHead title={credentialsWords.title} />
      <div className="cred cred-plain">
        <section aria-labelledby="api">
          <div className="section-head">
            <h2 id="api">{credentialsWords.api}</h2>
          </div>
          <p className="hint">{credentialsWords.lead}</p>
          <dl className="ids">
            {rows.map(({ id, kind, kindOfId, name }) => (
              <div key={id}>
                <dt>{kind}</dt>
                <dd>
                  <span className="sub wrap-anywhere">{name}</span>
                  <span className="flex items-center gap-1">
                    <span className="sr">{kindOfId}</span>
                    <span className="mono muted break-all">{id}</span>
                    <CopyButton text={id} what={kindOfId} />
                  </span>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </>
  );
}
