import type { Metadata } from "next";
import { CopyButton } from "#components/patterns/copy-button";
import { enterPage } from "#lib/console/server/enter-page";
import { listProjects } from "#lib/console/server/projects";
import { credentialsWords } from "#lib/console/words/credentials-words";

export const metadata: Metadata = { title: credentialsWords.title };

export default async function MyCredentials({ params }: { params: Promise<{ project: string }> }) {
  const { session } = await enterPage((await params).project);
  const projects = await listProjects();
  const facts = [
    [credentialsWords.userName, session.userName],
    [credentialsWords.userId, session.userId],
    [credentialsWords.accountName, session.accountName],
    [credentialsWords.accountId, session.accountId],
  ] as const;
  return (
    <>
      <h1>{credentialsWords.title}</h1>
      <p className="mt-1 text-muted">{credentialsWords.lead}</p>
      <dl className="panel facts mt-5 p-5">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="flex items-center gap-1">
              <span className="mono min-w-0">{value}</span>
              <CopyButton text={value} what={label} />
            </dd>
          </div>
        ))}
      </dl>
      <h2 id="projects" className="mt-8 mb-3">
        {credentialsWords.projects}
      </h2>
      <section className="panel table-region min-h-0!" aria-labelledby="projects">
        <table className="table" aria-labelledby="projects">
          <thead>
            <tr>
              <th scope="col">{credentialsWords.projectName}</th>
              <th scope="col">{credentialsWords.projectId}</th>
            </tr>
          </thead>
          <tbody>
            {projects.map((project) => (
              <tr key={project.id}>
                <td className="font-medium">{project.name}</td>
                <td>
                  <span className="flex items-center gap-1">
                    <span className="mono">{project.id}</span>
                    <CopyButton text={project.id} what={credentialsWords.projectId} />
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
